import { closeMedia, MediaProblem, openMedia } from './media';
import { SoundProblem } from './sound-file';

/** Longest recording, in milliseconds. */
const LONGEST = 2000;

export interface Recording {
  /** Ends it ahead of its time. */
  readonly stop: () => void;
  /** What was recorded, once it has ended. */
  readonly sound: Promise<Blob>;
}

/** Records for two seconds. @throws SoundProblem when there is no microphone, or it may not be used */
export async function startRecording(): Promise<Recording> {
  const stream = await microphone();
  let recorder: MediaRecorder;
  try {
    recorder = new MediaRecorder(stream);
    recorder.start();
  } catch {
    closeMedia(stream);
    throw new SoundProblem('busy');
  }
  const pieces: Blob[] = [];
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const timer = setTimeout(stop, LONGEST);
  const sound = new Promise<Blob>((resolve) => {
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    // It stops by itself, too, when the microphone is unplugged.
    recorder.onstop = () => {
      clearTimeout(timer);
      closeMedia(stream);
      resolve(new Blob(pieces, { type: recorder.mimeType }));
    };
  });
  return { stop, sound };
}

async function microphone(): Promise<MediaStream> {
  try {
    return await openMedia({ audio: true });
  } catch (error) {
    const why = error instanceof MediaProblem ? error.why : 'absent';
    throw new SoundProblem(why === 'absent' ? 'noMicrophone' : why);
  }
}
