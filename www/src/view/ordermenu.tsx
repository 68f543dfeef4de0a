// The order of the chart of coverage.

import { type CoverageOrder, ORDERS } from "../model/coverage.ts";
import { orderBy } from "../state/actions.ts";
import { order } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";

const ORDER_NAMES: { readonly [order in CoverageOrder]: string } = { most: "Most filled", least: "Least filled", contract: "Contract’s order" };

export function OrderMenu() {
  return (
    <>
      <MenuButton id="order" className="link-quiet" label={`Order: ${ORDER_NAMES[order.value]}`}>
        {ORDER_NAMES[order.value]} <Icon name="chevronDown" size={12} />
      </MenuButton>
      <Popover id="order" label="Order of the fields" className="order">
        <ul class="choices">
          {ORDERS.map((one) => (
            <li key={one}>
              <button
                type="button"
                class="item"
                aria-current={one === order.value}
                data-focus={one === order.value ? "" : undefined}
                onClick={() => orderBy(one)}
              >
                {ORDER_NAMES[one]}
              </button>
            </li>
          ))}
        </ul>
      </Popover>
    </>
  );
}
