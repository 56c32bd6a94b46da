// The server of kept-stream.js before an emulator that never answers a put, and has another fault if one is named. The
// server's port is printed.
const http = require('http');
const path = require('path');

const HOST = '127.0.0.1';
const [, , emulators, directory, fault] = process.argv;
const keptStream = require(path.join(emulators, 'kept-stream.js'));

const summary = { StreamName: 'orders', StreamStatus: fault === 'updating' ? 'UPDATING' : 'ACTIVE' };
const answers = {
  CreateStream: {},
  DescribeStreamSummary:
    fault === 'busy' ? { __type: 'LimitExceededException' } : { StreamDescriptionSummary: summary },
  ListShards: { Shards: [] },
};

const emulator = http.createServer((request, response) => {
  const answer = answers[request.headers['x-amz-target'].split('.')[1]];
  if (answer) {
    response.statusCode = answer.__type ? 400 : 200;
    response.end(JSON.stringify(answer));
  }
});

emulator.listen(0, HOST, async () => {
  const limits = { limit: fault === 'full' ? 0 : 1 << 20, patience: 500 };
  const server = await keptStream.server(directory, 'orders', emulator.address().port, new Map(), limits);
  server.listen(0, HOST, () => console.log(server.address().port));
});
