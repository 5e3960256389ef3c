import type { TensorInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { captionOf } from '../tensor/caption';
import { InterventionBadge } from '../interventions/intervention-badge';
import { EditBadge } from '../tensor/edit-badge';
import { axesText, sizesText } from '../tensor/labels';

/** Name of the tensor, and what it is. */
export function InspectorHeader({ info, op }: { readonly info: TensorInfo; readonly op: string }) {
  const messages = useMessages();
  const { tensor, inspector } = messages;
  const axes = axesText(info);
  return (
    <header className="inspector-header">
      <div className="inspector-title">
        <h3 className="inspector-name">{info.name}</h3>
        <EditBadge name={info.name} />
        <InterventionBadge name={info.name} />
        <span className="inspector-caption">
          {info.kind === 'gradient' ? tensor.gradient : captionOf(info.name, messages)}
        </span>
      </div>
      <dl className="inspector-facts">
        <div>
          <dt className="visually-hidden">{inspector.shape}</dt>
          <dd>{axes === '' ? '1' : `${axes} = ${sizesText(info)}`}</dd>
        </div>
        <div>
          <dt className="visually-hidden">{inspector.kind}</dt>
          <dd title={tensor.values[info.values]}>{tensor.role[info.kind]}</dd>
        </div>
        <div>
          <dt className="visually-hidden">{inspector.operation}</dt>
          <dd>
            <code>{op || '…'}</code>
          </dd>
        </div>
      </dl>
    </header>
  );
}
