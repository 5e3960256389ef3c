import type katexModule from 'katex';
import { useEffect, useRef } from 'react';
import './formula.css';

type Katex = typeof katexModule;

let loading: Promise<Katex> | undefined;
let katex: Katex | undefined;

/** KaTeX and its style sheet come with the first formula. */
async function load(): Promise<Katex> {
  loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(
    ([module]) => {
      katex = module.default;
      return katex;
    },
  );
  return loading;
}

interface Props {
  readonly tex: string;
  /** On a line of its own, with large operators. */
  readonly display?: boolean;
}

/** A formula in TeX. Takes its line's height from the start, so that nothing moves when it appears. */
export function Formula({ tex, display = false }: Props) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const draw = (engine: Katex): void => {
      if (!host.current) return;
      engine.render(tex, host.current, {
        displayMode: display,
        throwOnError: false,
        strict: false,
      });
    };
    if (katex) {
      draw(katex);
      return undefined;
    }
    let current = true;
    void load().then((engine) => {
      if (current) draw(engine);
    });
    return () => {
      current = false;
    };
  }, [tex, display]);
  return <span ref={host} className={display ? 'formula formula-display' : 'formula'} />;
}
