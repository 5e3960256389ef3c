import { Fragment } from 'react';
import type { PlanDescription, PlanPhase, PlanRow } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { gathered, isUnnamed } from './names';

const PHASES: readonly PlanPhase[] = ['forward', 'backward', 'update'];

interface Props {
  readonly plan: PlanDescription;
}

/** One row for each dispatch, in the order in which they run. */
export function PlanTable({ plan }: Props) {
  const { plan: words } = useMessages();
  const rows = plan.rows.map((row, i) => ({ row, number: i + 1 }));
  return (
    <table className="plan-table">
      <caption className="visually-hidden">{words.table}</caption>
      <thead>
        <tr>
          <th scope="col">{words.number}</th>
          <th scope="col">{words.tensors}</th>
          <th scope="col">{words.kernel}</th>
          <th scope="col" className="plan-number">
            {words.workgroups}
          </th>
        </tr>
      </thead>
      {PHASES.map((phase) => {
        const own = rows.filter(({ row }) => row.phase === phase);
        if (own.length === 0) return null;
        return (
          <tbody key={phase}>
            <tr>
              <th colSpan={4} scope="rowgroup" className="plan-phase">
                {words.phase[phase]}
              </th>
            </tr>
            {own.map(({ row, number }) => (
              <Row key={number} row={row} number={number} />
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

function Row({ row, number }: { readonly row: PlanRow; readonly number: number }) {
  const { plan: words } = useMessages();
  const { phase, tensors, absorbed, shader, entryPoint, workgroups } = row;
  return (
    <tr>
      <td className="plan-number">{number}</td>
      <td>
        {tensors.map((name, i) => (
          <span key={name}>
            {i > 0 && ', '}
            <code className={isUnnamed(name) ? 'plan-unnamed' : undefined}>
              <Breakable text={name} after="." />
            </code>
            {phase === 'update' && words.does[name] && (
              <span className="plan-small"> {words.does[name]}</span>
            )}
          </span>
        ))}
        {absorbed.length > 0 && (
          <p className="plan-small">
            {words.with} {gathered(absorbed).join('; ')}
          </p>
        )}
      </td>
      <td className="plan-kernel">
        <code>{shader}</code>
        {entryPoint !== 'main' && (
          <p className="plan-small">
            <Breakable text={entryPoint} after="_" />
          </p>
        )}
      </td>
      <td className="plan-number">{groups(workgroups)}</td>
    </tr>
  );
}

/** Without the axes along which there is only one: `7`, `7 × 4`, `7 × 4 × 2`. */
function groups([x, y, z]: PlanRow['workgroups']): string {
  return z > 1 ? `${x} × ${y} × ${z}` : y > 1 ? `${x} × ${y}` : String(x);
}

/** A long name, whose line may end after each of its parts. */
function Breakable({ text, after }: { readonly text: string; readonly after: string }) {
  return text.split(after).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && (
        <>
          {after}
          <wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}
