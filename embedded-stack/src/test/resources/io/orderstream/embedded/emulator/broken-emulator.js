// Runs the server of kept-stream.js in front of an emulator with a fault, and prints the server's port. The last
// argument is the fault:
//
// silent:   The emulator never answers a put. With busy, updating and full, it does not answer a put either.
// busy:     The emulator refuses each DescribeStreamSummary.
// updating: The stream never becomes active.
// full:     The limit for the journals is 0 bytes, so the stream is full at once.
// slow:     The emulator answers the server's GetRecords after two seconds, and everything else at once.
// large:    The stream has two records, and each answer of GetRecords has room for only one. The answers to the
//           server's GetRecords take two seconds, too.
const http = require('http');
const path = require('path');

const HOST = '127.0.0.1';
const SHARD = 'shardId-000000000000';
const [, , emulators, directory, fault] = process.argv;
const keptStream = require(path.join(emulators, 'kept-stream.js'));

const isSlow = fault === 'slow';
const takesPuts = isSlow || fault === 'large';
const summary = {
  StreamName: 'orders',
  StreamStatus: fault === 'updating' ? 'UPDATING' : 'ACTIVE',
  MaxRecordSizeInKiB: fault === 'large' ? 10240 : null,
};
const record = (number) => ({ SequenceNumber: number, PartitionKey: 'key', Data: 'e30=' });
const large = [record('1'), record('2')];
const answers = {
  CreateStream: {},
  DescribeStreamSummary:
    fault === 'busy' ? { __type: 'LimitExceededException' } : { StreamDescriptionSummary: summary },
  ListShards: { Shards: takesPuts ? [{ ShardId: SHARD }] : [] },
  PutRecord: takesPuts ? { ShardId: SHARD, SequenceNumber: '1' } : null,
  GetShardIterator: { ShardIterator: 'first' },
  get GetRecords() {
    return { Records: isSlow ? [record('1')] : large.splice(0, 1), NextShardIterator: 'next' };
  },
};

const emulator = http.createServer((request, response) => {
  const action = request.headers['x-amz-target'].split('.')[1];
  const answer = answers[action];
  if (!answer) {
    return;
  }
  const isFromServer = request.headers.authorization?.includes('Credential=kept');
  setTimeout(() => {
    response.statusCode = answer.__type ? 400 : 200;
    response.end(JSON.stringify(answer));
  }, isFromServer && action === 'GetRecords' ? 2000 : 0);
  if (action === 'PutRecord') {
    console.log('The emulator has the record.');
  }
});

emulator.listen(0, HOST, async () => {
  const limits = { limit: fault === 'full' ? 0 : 1 << 20, patience: takesPuts ? 60000 : 500 };
  const server = await keptStream.server(directory, 'orders', emulator.address().port, new Map(), limits);
  server.listen(0, HOST, () => console.log(server.address().port));
});
