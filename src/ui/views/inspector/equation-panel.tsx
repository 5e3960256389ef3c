import type { Explanation } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { Formula } from '../tensor/formula';

/** The operation as a whole: its equation, where that was published, and the shader that computes it. */
export function EquationPanel({ explanation }: { readonly explanation: Explanation }) {
  const { inspector } = useMessages();
  const { op, equation, source, wgsl } = explanation;
  if (op === 'source') return null;
  return (
    <section className="inspector-section">
      <h4>{inspector.equation}</h4>
      <p className="equation">
        <Formula tex={`\\displaystyle ${equation}`} />
      </p>
      {source !== '' && (
        <p className="inspector-small">
          {inspector.source}: {source}
        </p>
      )}
      {wgsl !== '' && (
        <details className="inspector-details">
          <summary>{inspector.shader}</summary>
          {/* Long lines are scrolled, which takes a focus. */}
          <pre tabIndex={0}>
            <code>{wgsl}</code>
          </pre>
        </details>
      )}
    </section>
  );
}
