import { useShell } from '../../stores/shell-store';

/** A remark that goes by itself. */
export function RemarkNotice() {
  const text = useShell((state) => state.remark);
  return (
    <div className="remark-place" role="status">
      {text !== null && <p className="notice remark">{text}</p>}
    </div>
  );
}
