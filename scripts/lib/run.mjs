import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Ends a command and what it started.
 * @param {import('node:child_process').ChildProcess} child
 */
function end(child) {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (process.platform === 'win32') {
      spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    } else {
      process.kill(-child.pid, 'SIGKILL');
    }
  } catch {
    // It has ended by itself in the meantime.
  }
}

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  process.on(signal, () => {
    if (running.size === 0) return;
    for (const child of running) end(child);
    process.exit(code);
  });
}

/**
 * Runs a command in the repository's root, without standard input.
 * @param {string} command
 * @param {string[]} args
 * @param {{
 *   show?: boolean,
 *   limitSeconds?: number,
 *   silenceSeconds?: number,
 *   env?: Record<string, string>,
 * }} [options] `show` prints the output as it comes; `limitSeconds` and `silenceSeconds` end a
 *   command that takes, or says nothing for, too long.
 * @returns {Promise<{ code: number, output: string }>} never rejects; a command that could not be
 *   started or was ended has a non-zero code and says so at the end of its output.
 */
export function run(command, args, options = {}) {
  const { show = false, limitSeconds = 900, silenceSeconds = limitSeconds, env = {} } = options;
  return new Promise((resolve) => {
    let output = '';
    let note = '';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a browser it starts can be ended with it.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    /** @param {string} why */
    const giveUp = (why) => {
      note = `\n${command} was ended: ${why}.\n`;
      end(child);
    };
    const limit = setTimeout(() => giveUp(`over ${limitSeconds} s`), limitSeconds * 1000);
    const silence = setTimeout(
      () => giveUp(`no output for ${silenceSeconds} s`),
      silenceSeconds * 1000,
    );
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      silence.refresh();
      output += chunk.toString();
      if (show) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    /** @param {number} code */
    const done = (code) => {
      clearTimeout(limit);
      clearTimeout(silence);
      running.delete(child);
      if (note && show) process.stdout.write(note);
      resolve({ code: note ? 1 : code, output: output + note });
    };
    child.on('error', (error) => {
      note = `\n${command} could not be started: ${error.message}\n`;
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

/**
 * Runs a program that is written in JavaScript with this very Node.
 * @param {string} script its path from the root
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}
