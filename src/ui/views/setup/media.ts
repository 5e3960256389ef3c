/** Why there is no camera or microphone to be used. */
export class MediaProblem extends Error {
  constructor(readonly why: 'absent' | 'notAllowed' | 'busy') {
    super(why);
  }
}

/** A camera or microphone. @throws MediaProblem when there is none, or it may not be used */
export async function openMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Pages that do not come from https or this computer have none.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new MediaProblem('absent');
  try {
    return await devices.getUserMedia(constraints);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') {
      throw new MediaProblem('notAllowed');
    }
    throw new MediaProblem(name === 'NotReadableError' ? 'busy' : 'absent');
  }
}

/** Gives a camera or microphone back. */
export function closeMedia(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
