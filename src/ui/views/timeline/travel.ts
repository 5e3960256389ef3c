import { ask, sessionStore } from '../../stores/session-store';

/** The step that was last asked for while another was on its way. */
let wanted: { readonly step: number } | null = null;
let travelling = false;

/**
 * Shows an earlier step of the training; the present leads back. Of several that are asked for
 * quickly, as by dragging, those that were overtaken are left out.
 */
export async function travelTo(step: number): Promise<void> {
  wanted = { step };
  if (travelling) return;
  travelling = true;
  try {
    while (wanted) {
      const next: { readonly step: number } = wanted;
      wanted = null;
      const { present } = sessionStore.getState();
      await ask((session) => session.lookAt(next.step === present ? null : next.step));
    }
  } finally {
    travelling = false;
  }
}

/** Back to where the training stands. */
export function backToPresent(): void {
  void travelTo(sessionStore.getState().present);
}

/** Takes the training back to the step that is shown, and trains on. */
export async function trainOnFromHere(): Promise<void> {
  const { step } = sessionStore.getState();
  await ask(async (session) => {
    await session.rewind(step);
    await session.train();
  });
}
