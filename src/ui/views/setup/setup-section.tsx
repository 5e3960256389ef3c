import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

export function SetupSection({ title, children }: Props) {
  const heading = useId();
  return (
    <div className="setup-section" role="group" aria-labelledby={heading}>
      <h3 id={heading} className="setup-heading">
        {title}
      </h3>
      {children}
    </div>
  );
}
