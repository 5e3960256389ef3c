import { useEffect, useState } from 'react';
import type { PlanDescription } from '../../../engine/session/client';
import { Modal } from '../../components/modal';
import { useMessages } from '../../i18n/use-messages';
import { ask, useSession } from '../../stores/session-store';
import { shellStore } from '../../stores/shell-store';
import { formatBytes } from './names';
import { PlanTable } from './plan-table';
import './plan.css';

/** How the computation is carried out: every dispatch, and what they need in memory. */
export function PlanDialog() {
  const { plan: words } = useMessages();
  const trains = useSession((state) => Boolean(state.model?.data));
  const plan = usePlan();
  return (
    <Modal
      wide
      title={trains ? words.ofStep : words.ofExample}
      onClose={() => shellStore.setState({ dialog: null })}
    >
      <p className="plan-intro">{trains ? words.intro : words.introExample}</p>
      {plan ? (
        <>
          <Totals plan={plan} />
          <PlanTable plan={plan} />
        </>
      ) : (
        <p role="status">{words.loading}</p>
      )}
    </Modal>
  );
}

function usePlan(): PlanDescription | null {
  const model = useSession((state) => state.model);
  const [plan, setPlan] = useState<PlanDescription | null>(null);
  useEffect(() => {
    let current = true;
    void ask((session) => session.planSteps()).then((found) => {
      if (current && found) setPlan(found);
    });
    return () => {
      current = false;
    };
  }, [model]);
  return plan;
}

function Totals({ plan }: { readonly plan: PlanDescription }) {
  const { plan: words, count } = useMessages();
  const onTheWay = plan.rows.reduce((sum, { absorbed }) => sum + absorbed.length, 0);
  return (
    <dl className="plan-totals">
      <div>
        <dt>{words.dispatches}</dt>
        <dd>{count(plan.rows.length)}</dd>
      </div>
      <div>
        <dt>{words.onTheWay}</dt>
        <dd>{count(onTheWay)}</dd>
      </div>
      <div>
        <dt>{words.memory}</dt>
        <dd>
          {formatBytes(plan.bytes)}{' '}
          <span className="plan-small">{words.inBuffers(plan.buffers)}</span>
        </dd>
      </div>
      <div>
        <dt>{words.unshared}</dt>
        <dd>{formatBytes(plan.bytesUnshared)}</dd>
      </div>
    </dl>
  );
}
