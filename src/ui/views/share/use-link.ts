import { useEffect, useState } from 'react';
import { currentLink } from '../../app/links';
import { asFailure, type Failure } from '../../stores/session-store';

/** The link as it stands when the dialog opens or the choice changes; '' until it is made. */
export function useLink(weights: boolean): { link: string; problem: Failure | null } {
  const [made, setMade] = useState<{ weights: boolean; link: string; problem: Failure | null }>();
  useEffect(() => {
    let current = true;
    const settle = (link: string, problem: Failure | null): void => {
      if (current) setMade({ weights, link, problem });
    };
    currentLink(weights).then(
      (link) => settle(link, null),
      (error: unknown) => settle('', asFailure(error)),
    );
    return () => {
      current = false;
    };
  }, [weights]);
  // What was made for the other choice does not count.
  return made?.weights === weights ? made : { link: '', problem: null };
}
