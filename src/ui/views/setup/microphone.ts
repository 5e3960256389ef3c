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
  const release = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  let recorder: MediaRecorder;
  try {
    recorder = new MediaRecorder(stream);
    recorder.start();
  } catch {
    release();
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
      release();
      resolve(new Blob(pieces, { type: recorder.mimeType }));
    };
  });
  return { stop, sound };
}

async function microphone(): Promise<MediaStream> {
  // Pages that do not come from https or this computer have none.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new SoundProblem('noMicrophone');
  try {
    return await devices.getUserMedia({ audio: true });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError')
      throw new SoundProblem('notAllowed');
    throw new SoundProblem(name === 'NotReadableError' ? 'busy' : 'noMicrophone');
  }
}
