// Keeps the stream of the Kinesis emulator in files, so that another process can go on with the same records, shards
// and sequence numbers.
//
// kinesis-local can save its data itself. But it writes all data every few seconds, over the old file. So a crash could
// lose accepted records, or the whole file. Instead, every request goes through the server of kept-stream.js, and a put
// is answered only when its records are in a journal. Each shard has a journal. The server reads the records of a put
// from the emulator, as a consumer does. So it does not matter how a put is encoded, and the journal has the emulator's
// own sequence numbers and arrival times.
//
// The journals are not forced to the disk: they survive a crash of any process, but perhaps not of the machine.
const fs = require('fs');
const http = require('http');
const path = require('path');
const { HOST } = require('./child');

const SHARDS = 'shards.json';
const LOADED = 'loaded.json';
// The content of the file SHARDS while the journals of a deleted stream are being removed.
const DELETED = 'null';
const JOURNAL = /^shardId-\d{12}\.jsonl$/;

// The emulator answers GetRecords with at most 10,000 records and 10 MiB. After an answer with 10,000 records, or with
// so many bytes that the next record may not have fitted, the shard is read again. The emulator counts the content of
// the records: for each record, its data and at most 2 KiB more. The JSON of an answer is longer than this content. The
// code below uses the length of the JSON instead of the length of the content. So it sometimes reads a shard again
// without need, but it misses no record.
const FULL_RECORDS = 10000;
const FULL_BYTES = (10 << 20) - (2 << 10);

// Puts are refused when all journals together have this many bytes. While the emulator loads journals of this size, it
// needs about 0.5 GB of memory for orders of 700 bytes, and more for smaller records. EmulatorProcess allows 4 GB.
const LIMIT = 64 << 20;

// The time limit for one answer of the emulator, in milliseconds. An emulator with full shards is slow, but if it takes
// longer than this, it counts as hanging.
const PATIENCE = 120000;

const PUTS = new Set(['PutRecord', 'PutRecords']);
const READS = /^(Get|List|Describe)/;

// Ends the emulator after an error, because the journals may lack records. This function does not call process.exit();
// child.js says why.
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

// The time when a shard was created. The sequence numbers of the shard contain this time.
const createdAt = ({ SequenceNumberRange: range }) =>
  instant(parseInt(BigInt(range.StartingSequenceNumber).toString(16).slice(1, 10), 16));

// The value of a JSON text, or undefined if the text is not JSON.
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const hasTexts = (object, ...names) => names.every((name) => typeof object?.[name] === 'string');

const unusable = (...reasons) => new Error([...reasons, 'To begin again, delete the data directory.'].join(' '));

const journalOf = (directory, shard) => path.join(directory, shard + '.jsonl');

// Reads the journal of a shard line by line, so that it is never in memory as a whole. After a crash, the last line may
// be incomplete. Its put was not answered, so the line is removed. This function does not use readline, which also ends
// lines at other characters than the line feed. A partition key can contain such characters.
function* records(file) {
  const journal = fs.openSync(file, 'r+');
  const chunk = Buffer.alloc(1 << 20);
  let rest = Buffer.alloc(0);
  let whole = 0;
  let number = 0;
  try {
    for (let read = fs.readSync(journal, chunk); read > 0; read = fs.readSync(journal, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
        const line = rest.toString('utf8', start, end);
        start = end + 1;
        number++;
        const record = parsed(line);
        if (!hasTexts(record, 'SequenceNumber', 'PartitionKey', 'Data')) {
          throw unusable(`Line ${number} of ${file} is damaged.`, 'If you delete this line, only its record is lost.');
        }
        yield { line, number: record.SequenceNumber, arrived: record.ApproximateArrivalTimestamp };
      }
      whole += start;
      rest = rest.subarray(start);
    }
    if (rest.length > 0) {
      fs.ftruncateSync(journal, whole);
    }
  } finally {
    fs.closeSync(journal);
  }
}

const writeTo = (file, write) => {
  const out = fs.openSync(file, 'w');
  try {
    write((text) => fs.appendFileSync(out, text));
  } finally {
    fs.closeSync(out);
  }
};

// Drops the records that arrived before a time, except the last of them: a consumer may want to continue after this
// record, and then the emulator must know it.
const dropBefore = (file, time) => {
  writeTo(file + '.tmp', (write) => {
    let dropped = null;
    let kept = false;
    for (const { line, arrived } of records(file)) {
      kept ||= arrived >= time;
      if (!kept) {
        dropped = line;
        continue;
      }
      if (dropped !== null) {
        write(dropped + '\n');
        dropped = null;
      }
      write(line + '\n');
    }
    if (dropped !== null) {
      write(dropped + '\n');
    }
  });
  fs.renameSync(file + '.tmp', file);
};

// Writes the kept stream in the format of kinesis-local's own file. These are not kept: tags, registered consumers,
// resource policies, account settings, the list of shard count updates, and the time when a shard was closed.
const writeLoaded = (directory, { summary, shards }) => {
  const stream = JSON.stringify({
    consumers: {},
    encryptionType: summary.EncryptionType ?? 'NONE',
    enhancedMonitoring: summary.EnhancedMonitoring,
    keyId: summary.KeyId ?? null,
    retentionPeriod: { length: summary.RetentionPeriodHours, unit: 'HOURS' },
    streamArn: summary.StreamARN,
    streamCreationTimestamp: instant(summary.StreamCreationTimestamp),
    streamModeDetails: summary.StreamModeDetails,
    streamName: summary.StreamName,
    streamStatus: 'ACTIVE',
    tags: {},
    shardCountUpdates: [],
    maxRecordSizeInKiB: summary.MaxRecordSizeInKiB ?? null,
    warmThroughputMiBps: summary.WarmThroughput?.TargetMiBps ?? null,
  });
  writeTo(path.join(directory, LOADED), (write) => {
    write(`{"streams":{${JSON.stringify(summary.StreamARN)}:${stream.slice(0, -1)},"shards":{`);
    shards.forEach((shard, i) => {
      const key = JSON.stringify({
        ...shard,
        ClosedTimestamp: shard.SequenceNumberRange.EndingSequenceNumber ? new Date().toISOString() : null,
        CreatedAtTimestamp: createdAt(shard),
        ShardIndex: Number(shard.ShardId.slice('shardId-'.length)),
      });
      write(`${i > 0 ? ',' : ''}${JSON.stringify(key)}:[`);
      let separator = '';
      for (const { line } of records(journalOf(directory, shard.ShardId))) {
        write(separator + line);
        separator = ',';
      }
      write(']');
    });
    write('}}}}');
  });
};

// Prepares the kept stream, if there is one, for an emulator that has not started yet. Returns the environment
// variables for the emulator, and the sequence number of the last kept record of each shard.
//
// Drops the records that are older than the stream's retention period. Here, the age of a record is the time from its
// arrival to the arrival of the newest record. So records do not become older while no stack runs.
exports.restore = (directory, stream) => {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, SHARDS);
  const last = new Map();
  const journals = fs.readdirSync(directory).filter((name) => JOURNAL.test(name));
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
  if (text === DELETED) {
    journals.forEach((name) => fs.rmSync(path.join(directory, name)));
    fs.rmSync(file);
  }
  const hasRecords = () => journals.some((name) => fs.statSync(path.join(directory, name)).size > 0);
  if (text === DELETED || (text === null && !hasRecords())) {
    return { environment: { LOAD_DATA_IF_EXISTS: 'false' }, last };
  }
  const kept = parsed(text);
  if (!hasTexts(kept?.summary, 'StreamARN', 'StreamName') || !Array.isArray(kept.shards)) {
    throw unusable(`${file} is ${text === null ? 'missing' : 'damaged'}.`);
  }
  if (kept.summary.StreamName !== stream) {
    throw unusable(`${directory} has the stream ${kept.summary.StreamName}, but the stack has the stream ${stream}.`);
  }
  const missing = kept.shards.find(({ ShardId: id }) => !journals.includes(path.basename(journalOf(directory, id))));
  if (missing) {
    throw unusable(`${journalOf(directory, missing.ShardId)} is missing.`);
  }
  const first = new Map();
  let newest = 0;
  for (const { ShardId: id } of kept.shards) {
    for (const { number, arrived } of records(journalOf(directory, id))) {
      last.set(id, number);
      first.has(id) || first.set(id, arrived);
      newest = Math.max(newest, arrived);
    }
  }
  const oldest = newest - kept.summary.RetentionPeriodHours * 3600;
  [...first].filter(([, arrived]) => arrived < oldest).forEach(([id]) => dropBefore(journalOf(directory, id), oldest));
  writeLoaded(directory, kept);
  return {
    environment: { LOAD_DATA_IF_EXISTS: 'true', PERSIST_PATH: directory, PERSIST_FILE_NAME: LOADED },
    last,
  };
};

// An error answer of this server. Clients that use CBOR read the error from the headers.
const refusal = (type, message) => ({
  status: 400,
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-errortype': type,
    'x-amzn-error-message': message,
  },
  body: Buffer.from(JSON.stringify({ __type: type, message })),
});

// Makes the server in front of the emulator. The emulator listens on emulatorPort. The server keeps the given stream.
// Only tests give a value for limits.
exports.server = (directory, stream, emulatorPort, last, limits = { limit: LIMIT, patience: PATIENCE }) => {
  const { limit, patience } = limits;
  fs.rmSync(path.join(directory, LOADED), { force: true });
  const shards = new Map();
  const puts = new Set();
  // The bytes in all journals.
  let size = 0;
  // The most bytes of data that a record can have.
  let largest = 1 << 20;

  // The emulator closes a connection that was idle for a minute. The agent closes the connection earlier. So no request
  // arrives on a connection that the emulator is closing.
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
    // Other requests may wait for this answer, too. So the process ends, and the stack starts another one.
    request.setTimeout(patience, () => {
      giveUp(new Error(`The emulator did not answer ${headers['x-amz-target']} within ${patience / 1000} s.`));
    });
    request.end(body);
  });

  const call = async (action, members) => {
    const scope = '20000101/us-east-1/kinesis/aws4_request';
    const body = JSON.stringify(members);
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': 'Kinesis_20131202.' + action,
      // The emulator does not check the signature. It only reads the region from this header.
      authorization: `AWS4-HMAC-SHA256 Credential=kept/${scope}, SignedHeaders=host, Signature=none`,
      'x-amz-date': '20000101T000000Z',
    };
    const end = Date.now() + patience;
    for (;;) {
      const { status, body: text } = await forward({ method: 'POST', url: '/', headers }, body);
      const answer = { ok: status === 200, bytes: text.length, ...JSON.parse(text) };
      // Like Kinesis, the emulator allows only a few requests a second for some actions.
      if (answer.__type !== 'LimitExceededException' || Date.now() > end) {
        return answer;
      }
      await pause(100);
    }
  };

  const open = (id) => {
    const journal = fs.openSync(journalOf(directory, id), 'a');
    size += fs.fstatSync(journal).size;
    shards.set(id, { id, journal, last: last.get(id) });
  };

  // Removes the files of a stream that was deleted.
  const forget = () => {
    replace(path.join(directory, SHARDS), DELETED);
    shards.forEach(({ id, journal }) => {
      fs.closeSync(journal);
      fs.rmSync(journalOf(directory, id));
    });
    fs.rmSync(path.join(directory, SHARDS));
    shards.clear();
    last.clear();
    size = 0;
  };

  const readShards = async () => {
    const found = await call('DescribeStreamSummary', { StreamName: stream });
    const summary = found.StreamDescriptionSummary;
    if (found.__type === 'ResourceNotFoundException' || summary?.StreamStatus === 'DELETING') {
      forget();
      return false;
    }
    if (!found.ok) {
      throw new Error('DescribeStreamSummary: ' + JSON.stringify(found));
    }
    largest = (summary.MaxRecordSizeInKiB ?? 1024) << 10;
    const all = [];
    let next = { StreamName: stream };
    while (next) {
      const page = await call('ListShards', next);
      if (page.__type === 'ResourceNotFoundException') {
        forget();
        return false;
      }
      if (!page.ok) {
        throw new Error('ListShards: ' + JSON.stringify(page));
      }
      all.push(...page.Shards);
      next = page.NextToken ? { NextToken: page.NextToken } : null;
    }
    all.map(({ ShardId: id }) => id).filter((id) => !shards.has(id)).forEach(open);
    replace(path.join(directory, SHARDS), JSON.stringify({ summary, shards: all }));
    return summary.StreamStatus !== 'ACTIVE';
  };

  // Writes the list of the stream's shards to its file, or forgets the stream if it was deleted. Returns whether the
  // stream is being changed. The calls run one after the other, so that an older list never replaces a newer one.
  let keeping = Promise.resolve();
  const keepShards = () => {
    keeping = keeping.then(readShards, readShards);
    return keeping;
  };

  let settling = null;
  const keepShardsUntilActive = async () => {
    const end = Date.now() + patience;
    while (await keepShards()) {
      if (Date.now() > end) {
        throw new Error(`The stream ${stream} has been changing for ${patience / 1000} s.`);
      }
      await pause(100);
    }
  };

  // Called when the emulator has answered a read of a shard with an error. Throws unless the stream has been deleted.
  const requireDeleted = async (shard, action, answer) => {
    await keepShards();
    if (shards.get(shard.id) === shard) {
      throw new Error(action + ': ' + JSON.stringify(answer));
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
          return requireDeleted(shard, 'GetShardIterator', found);
        }
        shard.iterator = found.ShardIterator;
      }
      const answer = await call('GetRecords', { ShardIterator: shard.iterator });
      const { ok, bytes, Records: records } = answer;
      // An iterator expires after five minutes.
      if (!ok && answer.__type !== 'ExpiredIteratorException') {
        return requireDeleted(shard, 'GetRecords', answer);
      }
      if (shards.get(shard.id) !== shard) {
        return undefined;
      }
      shard.iterator = ok ? answer.NextShardIterator : null;
      if (ok && records.length > 0) {
        const lines = Buffer.from(records.map((record) => JSON.stringify(record) + '\n').join(''));
        fs.appendFileSync(shard.journal, lines);
        size += lines.length;
        shard.last = records[records.length - 1].SequenceNumber;
      }
      more = !ok || records.length === FULL_RECORDS || (records.length > 0 && bytes > FULL_BYTES - largest);
    }
    return undefined;
  };

  // Writes the new records of a shard to its journal. A read that is already running may miss the records of a put. So
  // a put waits until that read has ended, and then for one more read. If several puts are waiting when the next read
  // begins, that one read is for all of them.
  const keepRecords = (shard) => {
    shard.waiting ??= (shard.running ?? Promise.resolve()).then(() => {
      shard.waiting = null;
      shard.running = journalNewRecords(shard);
      return shard.running;
    });
    return shard.waiting;
  };

  // Writes the records of a put to the journals. The answer to the put has the ids of the shards that got the
  // records. In JSON and in CBOR, these ids are plain text.
  const keepPut = async (answer) => {
    const ids = new Set(answer.body.toString('latin1').match(/shardId-\d{12}/g));
    if ([...ids].some((id) => !shards.has(id))) {
      await keepShards();
    }
    await Promise.all([...ids].filter((id) => shards.has(id)).map((id) => keepRecords(shards.get(id))));
  };

  const full =
    `The stream is full: its journals in ${directory} have reached ${limit >> 20} MiB. A new start drops records that` +
    ' are older than the retention period. If there are none, begin again with an empty data directory.';

  const answered = async (incoming, body) => {
    const action = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
    const isPut = PUTS.has(action);
    if (isPut && size >= limit) {
      return refusal('LimitExceededException', full);
    }
    if (action === 'SubscribeToShard') {
      // SubscribeToShard could return records that are not in a journal yet.
      return refusal('InvalidArgumentException', 'With --keep, the stream has no SubscribeToShard. Use GetRecords.');
    }
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
      // The answer may have records that are not in a journal yet. So the answer waits for all puts that are under way.
      await Promise.allSettled([...puts]);
    } else if (incoming.method === 'POST' && !READS.test(action)) {
      if (await keepShards().catch(giveUp)) {
        settling ??= keepShardsUntilActive().catch(giveUp).then(() => (settling = null));
      }
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
  // This server does not close idle connections; dynamodb.js says why.
  server.keepAliveTimeout = 0;
  // If the stream does not exist yet, keepShards runs after the request that creates it.
  const kept = fs.existsSync(path.join(directory, SHARDS)) ? keepShards() : Promise.resolve();
  return kept.then(() => server);
};
