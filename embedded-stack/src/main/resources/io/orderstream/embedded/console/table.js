// The view of the table's items.

import { amount, badge, h, short, time } from './dom.js';
import { get, query } from './api.js';
import { orderLink } from './orders.js';
import { browser, empty, factsOf, more, rowsOf, span } from './browser.js';

const COLUMNS = [
  ['Received'], ['Type'], ['Account', 'cut'], ['Vendor', 'cut'], ['Order'], ['Amount', 'number'],
];

export const table = browser('table', 'Table', async (section, parameters) => {
  const accountid = parameters.get('accountid');
  const { json } = await get('/local/table', { accountid, after: parameters.get('after') });
  const rows = json.items.map((item) => {
    const value = (name) => item.find((one) => one.name === name)?.value ?? '';
    const sum = value('total') || value('amount');
    // The item of an event has the vendor only in its sort key.
    const [vendorid] = value('vendorid_orderid').split('#');
    const order = { accountid: value('accountid'), vendorid, orderid: value('orderid') };
    return {
      key: value('accountid') + value('vendorid_orderid'),
      cells: [time(value('receivedat')), badge(value('type') || 'order', value('type') ? 'plain' : ''), order.accountid,
        vendorid, short(order.orderid), sum ? amount(sum) : '–'],
      inside: () => [
        factsOf(item.map((one) => [
          h('code', {}, one.name),
          h('span', {}, one.value + (one.cut ? '…' : ''), span(` ${one.type}`, 'hint')),
        ])),
        h('a', { href: orderLink(order) }, 'Open the order'),
      ],
    };
  });
  return [
    rows.length > 0 ? rowsOf('items', COLUMNS, rows)
      : parameters.get('after') ? empty('There are no more items.')
      : accountid ? empty(`The table has no item of ${accountid}. Check how the account is written, or place an order.`)
      : empty('The table has no item yet. Place an order, and press Refresh about a second later.'),
    json.next ? more('More items', `#/table${query({ accountid, after: json.next })}`) : null,
  ];
});
