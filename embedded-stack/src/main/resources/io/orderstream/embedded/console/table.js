// The view of the table's items.

import { badge, h, short, time } from './dom.js';
import { get, query } from './api.js';
import { orderLink } from './orders.js';
import { browser, empty, factsOf, more, row, rowsOf, span } from './browser.js';

export const table = browser('table', 'Table', async (section, parameters) => {
  const accountid = parameters.get('accountid');
  const { json } = await get('/local/table', { accountid, after: parameters.get('after') });
  const rows = json.items.map((item) => {
    const value = (name) => item.find((one) => one.name === name)?.value ?? '';
    const amount = value('total') || value('amount');
    // An event has the vendor only in its key.
    const [vendorid] = value('vendorid_orderid').split('#');
    const order = { accountid: value('accountid'), vendorid, orderid: value('orderid') };
    return row(value('accountid') + value('vendorid_orderid'),
      [h('span', {}, time(value('receivedat'))), badge(value('type') || 'order', value('type') ? 'plain' : ''),
        h('span', { class: 'cut' }, `${value('accountid')}, ${vendorid}, `, short(value('orderid'))),
        h('span', { class: 'number', title: amount }, amount)],
      () => [
        factsOf(item.map((one) => [
          h('code', {}, one.name),
          h('span', {}, one.value + (one.cut ? '…' : ''), span(` ${one.type}`, 'hint')),
        ])),
        h('a', { href: orderLink(order) }, 'Open the order'),
      ]);
  });
  return [
    rows.length === 0 ? empty('There is no item here.') : rowsOf('four', rows),
    json.next ? more('More items', `#/table${query({ accountid, after: json.next })}`) : null,
  ];
});
