import { useEffect, useRef, useState } from 'react';
import { session } from '../../app/connection';
import { asFailure, sessionStore } from '../../stores/session-store';
import { afterEvent, noTest, type SpeedTest } from './speed-test';

/** A speed test that runs from `start` until it is finished, stopped, or left. */
export function useSpeedTest(): {
  readonly test: SpeedTest;
  readonly start: (seconds: number) => void;
  readonly stop: () => void;
} {
  const [test, setTest] = useState<SpeedTest>(noTest);
  /** Counts the tests: what comes late from an earlier one is not taken. */
  const turn = useRef(0);
  const running = useRef(false);

  const end = (): void => {
    turn.current++;
    if (!running.current) return;
    running.current = false;
    void session().then((client) => client.stopMeasuring());
  };
  useEffect(() => end, []);

  const run = async (seconds: number): Promise<void> => {
    const own = ++turn.current;
    running.current = true;
    setTest({ ...noTest, state: 'running', seconds });
    const take = (change: (test: SpeedTest) => SpeedTest): void => {
      if (own === turn.current) setTest(change);
    };
    try {
      const client = await session();
      if (own !== turn.current) return;
      await client.measureSpeed(seconds, (event) => take((test) => afterEvent(test, event)));
      take((test) => ({ ...test, state: 'finished', current: null }));
    } catch (error) {
      if (own !== turn.current) return;
      sessionStore.setState({ error: asFailure(error) });
      take((test) => ({ ...test, state: 'stopped', current: null }));
    }
    if (own === turn.current) running.current = false;
  };

  return {
    test,
    start: (seconds) => void run(seconds),
    stop: () => {
      end();
      setTest((test) => ({ ...test, state: 'stopped', current: null }));
    },
  };
}
