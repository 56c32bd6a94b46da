// Keeps the stream of the Kinesis emulator in files, so that another process can go on with the same records, shards and
// sequence numbers.
//
// kinesis-local can save its data, but only all of it, every few seconds, over the old file. So a crash would lose accepted
// records, or the whole file. Here every request passes this file's server, and a put is answered only when its records
// are in a journal. The journal is read from the emulator like a consumer reads a stream. So it does not matter how a
// request is encoded, and the journal has the emulator's own sequence numbers and arrival times.
//
// The journal is not forced to the disk: it survives a crash of any process, but not of the machine.
const fs = require('fs');
const http = require('http');
const path = require('path');
const { HOST } = require('./child');

const SHARDS = 'shards.json';
const RECORDS = 'records.jsonl';
const LOADED = 'loaded.json';

// The emulator returns at most this many records, or 10 MiB of them.
const MOST_RECORDS = 10000;
const MOST_BYTES = 8 << 20;

const PUTS = new Set(['PutRecord', 'PutRecords']);
const READS = /^(Get|List|Describe|Subscribe)/;

// A half-written journal would lose records without a word, so the emulator ends instead. Not process.exit(): see child.js.
const giveUp = (exports.giveUp = (error) => {
  try {
    console.error(error);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
});

const replace = (file, text) => {
  fs.writeFileSync(file + '.tmp', text);
  fs.renameSync(file + '.tmp', file);
};

const instant = (seconds) => new Date(seconds * 1000).toISOString();

// The time when a shard was created is a part of its sequence numbers.
const createdAt = (shard) => instant(parseInt(BigInt(shard.SequenceNumberRange.StartingSequenceNumber).toString(16).slice(1, 10), 16));

// Reads the journal: the records of each shard. A crash can leave a last line without its end, whose put was not answered;
// that line is removed.
const readJournal = (file) => {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) {
    fs.truncateSync(file, Buffer.byteLength(text.slice(0, end)));
  }
  const records = new Map();
  text.slice(0, end).split('\n').slice(0, -1).forEach((line, i) => {
    let entry;
    try {
      entry = JSON.parse(line);
    } catch (error) {
      throw new Error(`${file}, line ${i + 1}: ${error.message}`);
    }
    const shard = entry.ShardId;
    delete entry.ShardId;
    records.has(shard) ? records.get(shard).push(entry) : records.set(shard, [entry]);
  });
  return records;
};

// The kept stream in the format of kinesis-local's own file. Consumers with enhanced fan-out, tags and metrics are not kept,
// nor is the time when a shard was closed.
const emulatorFile = ({ summary, shards }, records) => JSON.stringify({
  streams: {
    [summary.StreamARN]: {
      consumers: {},
      encryptionType: 'NONE',
      enhancedMonitoring: [{ ShardLevelMetrics: [] }],
      keyId: null,
      retentionPeriod: { length: summary.RetentionPeriodHours, unit: 'HOURS' },
      shards: Object.fromEntries(shards.map((shard) => [
        JSON.stringify({
          ...shard,
          ClosedTimestamp: shard.SequenceNumberRange.EndingSequenceNumber ? new Date().toISOString() : null,
          CreatedAtTimestamp: createdAt(shard),
          ShardIndex: Number(shard.ShardId.slice('shardId-'.length)),
        }),
        records.get(shard.ShardId) ?? [],
      ])),
      streamArn: summary.StreamARN,
      streamCreationTimestamp: instant(summary.StreamCreationTimestamp),
      streamModeDetails: summary.StreamModeDetails,
      streamName: summary.StreamName,
      streamStatus: 'ACTIVE',
      tags: {},
      shardCountUpdates: [],
      maxRecordSizeInKiB: null,
      warmThroughputMiBps: null,
    },
  },
});

// Prepares the kept stream, if there is one, for an emulator that has not started yet. Returns its environment variables,
// and the sequence number of the last kept record of each shard.
exports.restore = (directory) => {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, SHARDS);
  if (!fs.existsSync(file)) {
    return { environment: { LOAD_DATA_IF_EXISTS: 'false' }, last: new Map() };
  }
  const records = readJournal(path.join(directory, RECORDS));
  replace(path.join(directory, LOADED), emulatorFile(JSON.parse(fs.readFileSync(file, 'utf8')), records));
  return {
    environment: { LOAD_DATA_IF_EXISTS: 'true', PERSIST_PATH: directory, PERSIST_FILE_NAME: LOADED },
    last: new Map([...records].map(([shard, list]) => [shard, list[list.length - 1].SequenceNumber])),
  };
};

// Serves the emulator that listens on a port, and keeps one of its streams.
exports.server = (directory, stream, emulatorPort, last) => {
  fs.rmSync(path.join(directory, LOADED), { force: true });
  const journal = fs.openSync(path.join(directory, RECORDS), 'a');
  const shards = new Map();
  const puts = new Set();

  // The emulator closes a connection that was idle for a minute. This end is earlier, so no request meets a closed one.
  const agent = new http.Agent({ keepAlive: true, timeout: 20000 });

  const forward = ({ method, url, headers }, body) => new Promise((resolve, reject) => {
    const { connection, expect, ...passed } = headers;
    const request = http.request({ agent, host: HOST, port: emulatorPort, method, path: url, headers: passed }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });

  const call = async (action, members) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.' + action,
      // The emulator finds the region here.
      authorization: 'AWS4-HMAC-SHA256 Credential=kept/20000101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=none',
      'x-amz-date': '20000101T000000Z',
    };
    const body = JSON.stringify(members);
    const answer = await forward({ method: 'POST', url: '/', headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, body);
    return { ok: answer.status === 200, bytes: answer.body.length, ...JSON.parse(answer.body) };
  };

  // Writes the stream's shards to their file, if the stream exists. Returns whether the stream is being changed.
  const keepShards = async () => {
    const { ok, StreamDescriptionSummary: summary } = await call('DescribeStreamSummary', { StreamName: stream });
    if (!ok || summary.StreamStatus === 'DELETING') {
      return false;
    }
    const all = [];
    let next = { StreamName: stream };
    while (next) {
      const page = await call('ListShards', next);
      if (!page.ok) {
        throw new Error('ListShards: ' + JSON.stringify(page));
      }
      all.push(...page.Shards);
      next = page.NextToken ? { NextToken: page.NextToken } : null;
    }
    all.filter(({ ShardId }) => !shards.has(ShardId)).forEach(({ ShardId }) => shards.set(ShardId, { id: ShardId, last: last.get(ShardId) }));
    replace(path.join(directory, SHARDS), JSON.stringify({ summary, shards: all }));
    return summary.StreamStatus !== 'ACTIVE';
  };

  const keepShardsUntilActive = async () => {
    while (await keepShards()) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const journalNewRecords = async (shard) => {
    let more = true;
    while (more) {
      if (!shard.iterator) {
        const position = shard.last
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: shard.last }
          : { ShardIteratorType: 'TRIM_HORIZON' };
        const answer = await call('GetShardIterator', { StreamName: stream, ShardId: shard.id, ...position });
        if (!answer.ok) {
          throw new Error('GetShardIterator: ' + JSON.stringify(answer));
        }
        shard.iterator = answer.ShardIterator;
      }
      const { ok, bytes, Records: records, NextShardIterator: next, __type: type, message } = await call('GetRecords', { ShardIterator: shard.iterator });
      // An iterator expires after five minutes.
      shard.iterator = ok ? next : null;
      if (ok && records.length > 0) {
        fs.writeSync(journal, records.map((record) => JSON.stringify({ ShardId: shard.id, ...record }) + '\n').join(''));
        shard.last = records[records.length - 1].SequenceNumber;
      }
      if (!ok && type !== 'ExpiredIteratorException') {
        throw new Error(`GetRecords: ${type} ${message}`);
      }
      more = !ok || records.length === MOST_RECORDS || bytes > MOST_BYTES;
    }
  };

  // Journals the new records of a shard. Puts that wait for the same shard are served together: whoever comes before the
  // reading begins is content with it.
  const keepRecords = (shard) => {
    shard.waiting ??= (shard.running ?? Promise.resolve()).then(() => {
      shard.waiting = null;
      shard.running = journalNewRecords(shard);
      return shard.running;
    });
    return shard.waiting;
  };

  // The answer to a put names its shards, in JSON and in CBOR alike.
  const keepPut = async (answer) => {
    const ids = new Set(answer.body.toString('latin1').match(/shardId-\d{12}/g));
    if ([...ids].some((id) => !shards.has(id))) {
      await keepShards();
    }
    await Promise.all([...ids].filter((id) => shards.has(id)).map((id) => keepRecords(shards.get(id))));
  };

  const answered = async (incoming, body) => {
    const action = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
    const isPut = PUTS.has(action);
    const done = forward(incoming, body).then(async (answer) => {
      if (isPut && answer.status === 200) {
        await keepPut(answer).catch(giveUp);
      }
      return answer;
    });
    if (isPut) {
      puts.add(done);
      const forget = () => puts.delete(done);
      done.then(forget, forget);
      return done;
    }
    const answer = await done;
    if (action === 'GetRecords') {
      // It may hold records of puts that are not in the journal yet. No reader may know of them before.
      await Promise.allSettled([...puts]);
    } else if (incoming.method === 'POST' && !READS.test(action)) {
      await keepShards().catch(giveUp);
      keepShardsUntilActive().catch(giveUp);
    }
    return answer;
  };

  const server = http.createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      answered(incoming, Buffer.concat(chunks)).then(
        ({ status, headers, body }) => {
          const { connection, 'transfer-encoding': encoding, 'keep-alive': keepAlive, ...kept } = headers;
          outgoing.writeHead(status, { ...kept, 'content-length': body.length });
          outgoing.end(body);
        },
        (error) => {
          console.error(error);
          outgoing.destroy();
        },
      );
    });
  });
  // Clients close idle connections: see dynamodb.js.
  server.keepAliveTimeout = 0;
  return keepShards().then(() => server);
};
