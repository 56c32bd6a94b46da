// Finding an order by its id.

import { $, start, whileDisabled } from './dom.js';
import { get } from './api.js';
import { orderLink } from './orders.js';
import { clearProblems, showProblems } from './problem.js';

const ORDER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

// The bits of the version and of the variant, and their values in an id.
const FIXED = 0xf000_c000_0000_0000_0000n;
const VERSION_8 = 0x8000_8000_0000_0000_0000n;

/**
 * The least id above the given id; undefined if there is none. The API lists orders by descending id. So the page after
 * the successor starts with the order that has the given id. If there is no successor, the first page starts with that
 * order.
 */
function successor(id) {
  // The fixed bits are ones during the addition, so that a carry passes through them.
  const sum = (BigInt(`0x${id.replaceAll('-', '')}`) | FIXED) + 1n;
  return sum >> 128n ? undefined : ((sum & ~FIXED) | VERSION_8).toString(16).padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The order with this account and this id, from any vendor; undefined if there is none. */
async function orderOf(accountid, orderid) {
  const { json } = await get('/orders', { accountid, limit: 1, next: successor(orderid) });
  return json.orders.find((order) => order.orderid === orderid);
}

$('#find').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const place = $('#find-problem');
  const accountid = form.elements.accountid.value.trim();
  const typed = form.elements.orderid.value.trim();
  const orderid = typed.toLowerCase();
  clearProblems(form, place);
  if (!ORDER_ID.test(orderid)) {
    showProblems(form, place, {
      ...(/^(inv|cn)-/.test(orderid)
        ? { title: 'This is a document number', detail: 'The order id is on the document: look for “Order id”.' }
        : { title: 'No order can have this id' }),
      problems: [{
        path: 'orderid',
        expected: 'a UUID of version 8, such as 01a207e3-627b-8a1f-b4ba-f587d21b0fba',
        found: typed ? `"${start(typed, 60)}"` : 'nothing',
      }],
    })?.focus();
    return;
  }
  await whileDisabled($('button', form), async () => {
    try {
      const order = await orderOf(accountid, orderid);
      if (order) {
        location.hash = orderLink(order);
      } else {
        showProblems(form, place, {
          title: 'There is no such order',
          problems: [{ path: 'orderid', expected: `the id of an order of ${accountid}`, found: 'no such order' }],
          next: 'Check the id and the account. An order can be found about a second after it is accepted.',
        })?.focus();
      }
    } catch (error) {
      showProblems(form, place, error)?.focus();
    }
  });
});
