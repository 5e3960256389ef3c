import { Cpu, Zap } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { BackendInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';

/** What computes, and when it is not the GPU, why. */
export function BackendBadge() {
  const { backend: words, bench } = useMessages();
  const backend = useSession((state) => state.backend);
  if (!backend) return null;
  const Icon = backend.kind === 'cpu' ? Cpu : Zap;
  return (
    <Popover.Root>
      <Popover.Trigger className="button button-quiet backend-badge" title={words.title}>
        <Icon aria-hidden="true" size="1.15em" strokeWidth={1.75} />
        {words.running[backend.kind]}
        <span className="backend-why">
          {backend.kind === 'cpu' && backend.reason ? words.short[backend.reason] : backend.adapter}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover backend-note"
          sideOffset={4}
          collisionPadding={8}
          aria-label={words.title}
        >
          <p>{backend.kind === 'cpu' ? words.onCpu : words.onGpu(backend.adapter)}</p>
          {backend.reason && <p>{words.reason[backend.reason]}</p>}
          {backend.detail && <p className="backend-detail">{words.detail(backend.detail)}</p>}
          <p>
            <OtherBackend backend={backend} />
          </p>
          <p>
            <Popover.Close asChild>
              <a href="#bench">{bench.link}</a>
            </Popover.Close>
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Opens the page anew, with the same experiment, on what it does not use now. */
function OtherBackend({ backend }: { readonly backend: BackendInfo }) {
  const { backend: words } = useMessages();
  const address = (kind: string | null): string =>
    `${location.pathname}${kind === null ? '' : `?backend=${kind}`}${location.hash}`;
  const reload = (kind: string | null) => (
    <a
      href={address(kind)}
      onClick={(event) => {
        // The experiment may have moved on since this was drawn.
        event.currentTarget.href = address(kind);
      }}
    >
      {kind === null ? words.automatic : kind === 'cpu' ? words.tryCpu : words.tryGpu}
    </a>
  );
  if (new URLSearchParams(location.search).has('backend')) return reload(null);
  if (backend.kind === 'webgpu') return reload('cpu');
  return backend.reason === 'no-webgpu' ? null : reload('webgpu');
}
