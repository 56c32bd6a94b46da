// Places an order, cancels it, reads its history and prints the history as JSON. The client is generated from
// docs/openapi.yaml, so the compiler checks that the document's types fit this code.
import * as api from './orderstream.js';

declare const process: { argv: string[] };

const [baseUrl, accountid] = process.argv.slice(2);
if (baseUrl === undefined || accountid === undefined) {
  throw new Error('expected the address of the API and an account');
}
api.defaults.baseUrl = baseUrl;

const placed = await api.postOrder({
  order: {
    accountid,
    vendorid: 'v1',
    orderdate: '2026-11-23T10:11:12Z',
    details: { coffeetype: 'Long Black', unitprice: '4.5', quantity: 2 },
  },
});
if (placed.status !== 202) {
  throw new Error(`the order was not accepted: ${JSON.stringify(placed)}`);
}
const { orderid, vendorid } = placed.data;

const cancelled = await api.postOrderEvent({
  event: { type: 'cancelled', accountid, vendorid, orderid, eventdate: '2026-11-28T10:00:00Z', reason: 'a test' },
});
if (cancelled.status !== 202) {
  throw new Error(`the event was not accepted: ${JSON.stringify(cancelled)}`);
}

console.log(JSON.stringify(await history()));

async function history(): Promise<api.History> {
  for (let wait = 0; wait < 300; wait++) {
    const read = await api.getOrderEvents(accountid!, vendorid, orderid);
    if (read.status === 200 && read.data.events.length > 0) {
      return read.data;
    }
    if (read.status !== 200 && read.status !== 404) {
      throw new Error(`the history was not read: ${JSON.stringify(read)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
  throw new Error('the event was not read within five minutes');
}
