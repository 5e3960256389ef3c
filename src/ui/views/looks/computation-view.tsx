import { useSession } from '../../stores/session-store';
import { Readout } from '../tensor/readout';
import { AsOf } from '../timeline/as-of';
import { LookTabs } from './look-tabs';
import './computation-view.css';

/** The middle of the page: the computation in one of its views, and the number that is pointed at. */
export function ComputationView() {
  const model = useSession((state) => state.model);
  if (!model) return null;
  return (
    <div className="computation">
      <AsOf />
      <LookTabs model={model} />
      <Readout model={model} />
    </div>
  );
}
