// Keeps the stream of the Kinesis emulator in files, so that another process can go on with the same records, shards
// and sequence numbers.
//
// kinesis-local can save its data, but only all of it, every few seconds, over the old file. So a crash would lose
// accepted records, or the whole file. Here every request passes this file's server, and a put is answered only when
// its records are in a journal. The journal is read from the emulator like a consumer reads a stream. So it does not
// matter how a request is encoded, and the journal has the emulator's own sequence numbers and arrival times.
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

// A half-written journal would lose records without a word, so the emulator ends instead. Not process.exit(): see
// child.js.
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

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

const instant = (seconds) => new Date(seconds * 1000).toISOString();

// The time when a shard was created is a part of its sequence numbers.
const createdAt = ({ SequenceNumberRange: range }) =>
  instant(parseInt(BigInt(range.StartingSequenceNumber).toString(16).slice(1, 10), 16));

// The value of a JSON text, or undefined if the text is none.
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const hasTexts = (object, ...names) => names.every((name) => typeof object?.[name] === 'string');

const unusable = (...reasons) => new Error([...reasons, 'To begin again, delete the data directory.'].join(' '));

// Reads the journal: the records of each shard. A crash can leave a last line without its end, whose put was not
// answered; that line is removed.
const readJournal = (file) => {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) {
    fs.truncateSync(file, Buffer.byteLength(text.slice(0, end)));
  }
  const records = new Map();
  text.slice(0, end).split('\n').slice(0, -1).forEach((line, i) => {
    const entry = parsed(line);
    if (!hasTexts(entry, 'ShardId', 'SequenceNumber', 'PartitionKey', 'Data')) {
      throw unusable(`Line ${i + 1} of ${file} is damaged.`, 'Without this line, only its record is lost.');
    }
    const shard = entry.ShardId;
    delete entry.ShardId;
    records.has(shard) ? records.get(shard).push(entry) : records.set(shard, [entry]);
  });
  return records;
};

// The kept stream in the format of kinesis-local's own file. Consumers with enhanced fan-out, tags and metrics are not
// kept, nor is the time when a shard was closed.
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

// Prepares the kept stream, if there is one, for an emulator that has not started yet. Returns its environment
// variables, and the sequence number of the last kept record of each shard.
exports.restore = (directory) => {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, SHARDS);
  const exists = fs.existsSync(file);
  const records = readJournal(path.join(directory, RECORDS));
  if (!exists && records.size === 0) {
    return { environment: { LOAD_DATA_IF_EXISTS: 'false' }, last: new Map() };
  }
  const shards = exists ? parsed(fs.readFileSync(file, 'utf8')) : null;
  if (!hasTexts(shards?.summary, 'StreamARN', 'StreamName') || !Array.isArray(shards.shards)) {
    throw unusable(`${file} is ${exists ? 'damaged' : 'missing'}.`);
  }
  replace(path.join(directory, LOADED), emulatorFile(shards, records));
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
    const target = { agent, host: HOST, port: emulatorPort, method, path: url, headers: passed };
    const request = http.request(target, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
      });
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });

  const call = async (action, members) => {
    const scope = '20000101/us-east-1/kinesis/aws4_request';
    const body = JSON.stringify(members);
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': 'Kinesis_20131202.' + action,
      // The emulator does not check the signature, and finds the region here.
      authorization: `AWS4-HMAC-SHA256 Credential=kept/${scope}, SignedHeaders=host, Signature=none`,
      'x-amz-date': '20000101T000000Z',
    };
    for (;;) {
      const { status, body: text } = await forward({ method: 'POST', url: '/', headers }, body);
      const answer = { ok: status === 200, bytes: text.length, ...JSON.parse(text) };
      // Like Kinesis, the emulator allows few requests of some actions in a second.
      if (answer.__type !== 'LimitExceededException') {
        return answer;
      }
      await pause(100);
    }
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
    all.map(({ ShardId: id }) => id)
      .filter((id) => !shards.has(id))
      .forEach((id) => shards.set(id, { id, last: last.get(id) }));
    replace(path.join(directory, SHARDS), JSON.stringify({ summary, shards: all }));
    return summary.StreamStatus !== 'ACTIVE';
  };

  const keepShardsUntilActive = async () => {
    while (await keepShards()) {
      await pause(100);
    }
  };

  const journalNewRecords = async (shard) => {
    let more = true;
    while (more) {
      if (!shard.iterator) {
        const position = shard.last
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: shard.last }
          : { ShardIteratorType: 'TRIM_HORIZON' };
        const found = await call('GetShardIterator', { StreamName: stream, ShardId: shard.id, ...position });
        if (!found.ok) {
          throw new Error('GetShardIterator: ' + JSON.stringify(found));
        }
        shard.iterator = found.ShardIterator;
      }
      const answer = await call('GetRecords', { ShardIterator: shard.iterator });
      const { ok, bytes, Records: records } = answer;
      shard.iterator = ok ? answer.NextShardIterator : null;
      if (ok && records.length > 0) {
        const lines = records.map((record) => JSON.stringify({ ShardId: shard.id, ...record }) + '\n');
        fs.appendFileSync(journal, lines.join(''));
        shard.last = records[records.length - 1].SequenceNumber;
      }
      // An iterator expires after five minutes.
      if (!ok && answer.__type !== 'ExpiredIteratorException') {
        throw new Error('GetRecords: ' + JSON.stringify(answer));
      }
      more = !ok || records.length === MOST_RECORDS || bytes > MOST_BYTES;
    }
  };

  // Journals the new records of a shard. Puts that wait for the same shard are served together: each one that comes
  // before the reading begins is content with it.
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
  // A stream that does not exist yet is kept when it is created.
  const kept = fs.existsSync(path.join(directory, SHARDS)) ? keepShards() : Promise.resolve();
  return kept.then(() => server);
};
