import { FilterBar } from '../controls/filter-bar.js';
import { SelectField } from '../controls/select-field.js';
import { TextField } from '../controls/text-field.js';
import { useServices } from '../data/services.js';
import type { LogFilters } from './log-query.js';

/** By what the log can be searched. */
export function LogFilterBar({ filters }: { readonly filters: LogFilters }) {
  const { info } = useServices();
  const isRare = ['correlationId', 'field', 'since', 'until', 'order'].some((name) => filters[name]);
  return (
    <FilterBar view="log" label="Search the log">
      <SelectField
        name="category"
        label="Category"
        none="all categories"
        value={filters['category']}
        options={info.aggregates.map(({ category }) => category)}
      />
      <SelectField name="type" label="Type" none="all types" value={filters['type']} options={info.eventTypes} />
      <details class="more" open={isRare}>
        <summary>More filters</summary>
        <div class="more-fields">
          <TextField name="correlationId" label="Correlation id" value={filters['correlationId']} isMain />
          <TextField name="field" label="Payload field" placeholder="customerId" value={filters['field']} />
          <TextField name="value" label="is" placeholder="customer-1" value={filters['value']} />
          <TextField name="since" label="Since" type="datetime-local" value={filters['since']} />
          <TextField name="until" label="Until" type="datetime-local" value={filters['until']} />
          <label class="field">
            <span>Order</span>
            <select name="order" value={filters['order'] ?? ''}>
              <option value="">newest first</option>
              <option value="oldest" selected={filters['order'] === 'oldest'}>
                oldest first
              </option>
            </select>
          </label>
        </div>
      </details>
    </FilterBar>
  );
}
