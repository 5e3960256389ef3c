import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bindWatch, publishTensors, subscribeTensor, tensorValue } from './tensor-values';

const open: (() => void)[] = [];
const subscribe = (name: string, changed: () => void = () => {}): (() => void) => {
  const end = subscribeTensor(name, changed);
  open.push(end);
  return end;
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const end of open.splice(0)) end();
  bindWatch(null);
  vi.useRealTimers();
});

describe('publishTensors', () => {
  it('calls back those who paint a tensor, and only those', () => {
    const q = vi.fn();
    const k = vi.fn();
    subscribe('q', q);
    subscribe('k', k);
    publishTensors({ q: new Float32Array([1, 2]) });
    expect(tensorValue('q')).toEqual(new Float32Array([1, 2]));
    expect(q).toHaveBeenCalledTimes(1);
    expect(k).not.toHaveBeenCalled();
  });

  it('has all values of a frame in place before anybody is called', () => {
    let seen: unknown;
    subscribe('a', () => {
      seen = tensorValue('b');
    });
    publishTensors({ a: new Float32Array([1]), b: new Float32Array([2]) });
    expect(seen).toEqual(new Float32Array([2]));
  });
});

describe('subscribeTensor', () => {
  it('has the session send what is on screen, in one message for many heatmaps', () => {
    const watch = vi.fn();
    bindWatch(watch);
    subscribe('scores');
    subscribe('pattern');
    subscribe('pattern');
    expect(watch).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(watch.mock.calls).toEqual([[['pattern', 'scores']]]);
  });

  it('keeps a tensor watched until the last one who shows it is gone', () => {
    const watch = vi.fn();
    bindWatch(watch);
    const first = subscribe('pattern');
    const second = subscribe('pattern');
    vi.runAllTimers();
    first();
    vi.runAllTimers();
    expect(watch).toHaveBeenCalledTimes(1);
    second();
    vi.runAllTimers();
    expect(watch).toHaveBeenLastCalledWith([]);
  });

  it('does not ask the session for what the page computes itself', () => {
    const watch = vi.fn();
    bindWatch(watch);
    subscribe('pattern');
    subscribe('page:rollout');
    vi.runAllTimers();
    expect(watch.mock.calls).toEqual([[['pattern']]]);
  });

  it('sends nothing when what left the screen came back at once', () => {
    const watch = vi.fn();
    bindWatch(watch);
    const end = subscribe('q');
    vi.runAllTimers();
    end();
    subscribe('q');
    vi.runAllTimers();
    expect(watch).toHaveBeenCalledTimes(1);
  });

  it('does not call back after its end', () => {
    const changed = vi.fn();
    subscribe('q', changed)();
    publishTensors({ q: new Float32Array([1]) });
    expect(changed).not.toHaveBeenCalled();
  });
});

describe('bindWatch', () => {
  it('tells a new session at once what is on screen, and forgets values that are not', () => {
    publishTensors({ old: new Float32Array([1]), q: new Float32Array([2]) });
    subscribe('q');
    const watch = vi.fn();
    bindWatch(watch);
    expect(watch).toHaveBeenCalledWith(['q']);
    expect(tensorValue('old')).toBeUndefined();
    expect(tensorValue('q')).toEqual(new Float32Array([2]));
  });
});
