import type { Schemas } from '../../../client/client.ts';
import type { Answer } from '../../ask.ts';
import { dateTime } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { language, t } from '../../texts/texts.ts';
import { Answered } from '../../ui/states.tsx';
import { type Allowed, allowedOf } from './allowed.ts';

type Key = Schemas['Key'];

/** Which keys may read and change the link, and which of their limits let them. */
export function Access({ link, keys }: { link: Schemas['Link']; keys: Answer<Key[]> }) {
  const { may } = useSession();
  return (
    <section class="card stack" aria-labelledby="access">
      <h2 id="access">{t.link.access}</h2>
      <p class="muted small">{may('admin') ? t.link.accessLead : t.link.accessOwn}</p>
      <Answered answer={keys}>
        {list => (
          <ul class="history">
            {list
              .map(key => ({ key, allowed: allowedOf(key, link, Date.now()) }))
              .filter(({ allowed }) => allowed.read || allowed.change || allowed.count)
              .map(({ key, allowed }) => (
                <li key={key.id}>
                  <div class="row spread">
                    <strong class="wrap-anywhere">{key.name}</strong>
                    <span class="row tight">
                      {rightsOf(allowed).map(right => (
                        <span key={right} class="pill">
                          {right}
                        </span>
                      ))}
                    </span>
                  </div>
                  <p class="muted small wrap-anywhere">{limitsOf(key)}</p>
                </li>
              ))}
          </ul>
        )}
      </Answered>
    </section>
  );
}

const rightsOf = ({ read, change, count }: Allowed) => [
  ...(read ? [t.link.mayRead] : []),
  ...(change ? [t.link.mayChange] : []),
  ...(count ? [t.link.mayCount] : []),
];

/** For which links a key is, and until when, in words. */
function limitsOf({ limits: { tags, slugPrefix, hosts }, expiresAt }: Key): string {
  const said = t.link.limitsOf;
  const list = (values: readonly string[]) =>
    new Intl.ListFormat(language, { type: 'disjunction' }).format(values);
  const parts = [
    tags && said.tags(list(tags)),
    slugPrefix !== undefined && said.slugPrefix(slugPrefix),
    hosts && said.hosts(list(hosts)),
  ].filter(part => typeof part === 'string');
  const links = parts.length === 0 ? said.none : parts.join('; ');
  return expiresAt === undefined ? links : `${links}; ${t.link.until(dateTime(expiresAt))}`;
}
