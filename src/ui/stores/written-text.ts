import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface WrittenText {
  /** What the model went on from. */
  readonly prompt: string;
  /** What it has written since. */
  readonly text: string;
  readonly writing: boolean;
}

/** What a language model is writing, character by character. */
export const writtenText = createStore<WrittenText>()(() => ({
  prompt: '',
  text: '',
  writing: false,
}));

/** Takes in what was written, unless it was for a script. */
export function appendWritten(text: string): void {
  writtenText.setState((state) => (state.writing ? { text: state.text + text } : state));
}

export function useWrittenText(): WrittenText {
  return useStore(writtenText);
}
