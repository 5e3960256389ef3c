import { Copy, Play, Square } from 'lucide-react';
import { useId, useState } from 'react';
import { IconButton } from '../../components/icon-button';
import { Segmented } from '../../components/segmented';
import { useMessages } from '../../i18n/use-messages';
import { remark } from '../../stores/shell-store';
import { ResultsTable } from './results-table';
import { asJson, asText, type SpeedTest } from './speed-test';
import { useSpeedTest } from './use-speed-test';
import { useSpeedWords } from './use-speed-words';
import './bench.css';

const SECONDS = ['1', '3', '10'] as const;
type Seconds = (typeof SECONDS)[number];

/** Heed's own part of the benchmark, on the visitor's machine. */
export function BenchView() {
  const { bench } = useMessages();
  const { test, start, stop } = useSpeedTest();
  const [seconds, setSeconds] = useState<Seconds>('3');
  const label = useId();
  const running = test.state === 'running';
  return (
    <main className="bench">
      <div className="bench-head">
        <h1>{bench.title}</h1>
        <p>{bench.intro}</p>
        <p className="bench-note">{bench.before}</p>
      </div>
      <div className="bench-controls">
        <span id={label} className="bench-label">
          {bench.each}
        </span>
        <Segmented
          labelledBy={label}
          value={seconds}
          options={SECONDS.map((value) => ({ value, label: bench.seconds(Number(value)) }))}
          onChange={setSeconds}
          disabled={running}
        />
        <IconButton
          icon={running ? Square : Play}
          label={running ? bench.stop : test.state === 'idle' ? bench.start : bench.again}
          shown
          className={running ? '' : 'button-primary'}
          onClick={() => (running ? stop() : start(Number(seconds)))}
        />
        <Status test={test} />
      </div>
      {test.measures.length > 0 && <ResultsTable test={test} />}
      <Remarks test={test} />
      {test.results.length > 0 && !running && <CopyButtons test={test} />}
    </main>
  );
}

function Status({ test }: { readonly test: SpeedTest }) {
  const { bench } = useMessages();
  const words = useSpeedWords();
  const text = {
    idle: '',
    running: test.current
      ? bench.measuring(words.nameOf(test.current.measure), words.kindOf(test.current))
      : bench.preparing,
    finished: bench.finished,
    stopped: bench.stopped,
  }[test.state];
  return (
    <p role="status" className="bench-status">
      {text}
    </p>
  );
}

/** Why something could not be measured. */
function Remarks({ test }: { readonly test: SpeedTest }) {
  const { bench, backend } = useMessages();
  const words = useSpeedWords();
  if (!test.absent && test.failures.length === 0) return null;
  return (
    <div className="bench-note">
      {test.absent && <p>{backend.reason[test.absent]}</p>}
      {test.failures.map(({ kind, measure, message }, i) => (
        <p key={i}>{bench.failedWhy(words.nameOf(measure), words.kindOf({ kind }), message)}</p>
      ))}
    </div>
  );
}

function CopyButtons({ test }: { readonly test: SpeedTest }) {
  const { bench } = useMessages();
  const words = useSpeedWords();
  const placeOf: Parameters<typeof asText>[1]['placeOf'] = (place) => {
    const detail = words.detailOf(place);
    return detail === '' ? words.kindOf(place) : `${words.kindOf(place)}: ${detail}`;
  };
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      remark(bench.copied);
    } catch {
      remark(bench.notCopied);
    }
  };
  return (
    <div className="bench-copy">
      <IconButton
        icon={Copy}
        label={bench.copyText}
        shown
        onClick={() => void copy(asText(test, { ...words, placeOf }, whereAndWhen()))}
      />
      <button
        type="button"
        className="button button-quiet"
        onClick={() => void copy(asJson(test, whereAndWhen()))}
      >
        {bench.copyJson}
      </button>
    </div>
  );
}

function whereAndWhen(): { agent: string; date: string } {
  return { agent: navigator.userAgent, date: new Date().toISOString().slice(0, 10) };
}
