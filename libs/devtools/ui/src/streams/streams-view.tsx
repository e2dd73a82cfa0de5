import type { StreamQuery, StreamSummary } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { FilterBar } from '../controls/filter-bar.js';
import { Pager } from '../controls/pager.js';
import { SelectField } from '../controls/select-field.js';
import { TextField } from '../controls/text-field.js';
import { useServices } from '../data/services.js';
import { useRead } from '../data/use-read.js';
import { number } from '../formatting/count.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';

/** The streams, by the beginning of their name or by category. */
export function StreamsView({ query }: ViewProps) {
  const { info } = useServices();
  const page = useRead('streams', streamQuery(query));
  return (
    <>
      <FilterBar view="streams" label="Search streams">
        <TextField name="prefix" label="Name begins with" placeholder="order-" value={query['prefix']} isMain />
        <SelectField
          name="category"
          label="Category"
          none="all categories"
          value={query['category']}
          options={info.aggregates.map(({ category }) => category)}
        />
        <SelectField name="order" label="Order" none="by name" value={query['order']} options={['newest']} />
      </FilterBar>
      <Answered answer={page}>
        {(value) => (
          <>
            {value.items.length === 0 && <Empty title="No stream matches." />}
            <ul class="rows" aria-label="Streams">
              {value.items.map((stream) => (
                <StreamRow key={stream.name} stream={stream} />
              ))}
            </ul>
            <Pager view="streams" query={query} page={value} first="Back to the start" next="More streams" />
          </>
        )}
      </Answered>
    </>
  );
}

function StreamRow({ stream: { name, category, version, state } }: { readonly stream: StreamSummary }) {
  return (
    <li class="row" data-row>
      <Link class="row-main stream" view="stream" query={{ name }}>
        {name}
      </Link>
      <span class="quiet">{category}</span>
      {state !== 'active' && <span class="badge">{state}</span>}
      <span class="grow" />
      <span class="quiet">
        {number(version)} {version === 1 ? 'event' : 'events'}
      </span>
    </li>
  );
}

function streamQuery({ prefix, category, order, cursor }: ViewProps['query']): StreamQuery {
  return {
    limit: 50,
    ...(prefix && { prefix }),
    ...(category && { category }),
    ...(order === 'newest' && { order }),
    ...(cursor && { cursor }),
  };
}
