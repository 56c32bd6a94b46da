// Makes kinesis-local faster. When Node.js loads kinesis-local, this file replaces four pieces of its code. Without
// that, the emulator needs more than twice the CPU time. Each piece must occur exactly once. Otherwise the emulator
// does not start. This file also keeps the compiled code for the next start.
const crypto = require('crypto');
const fs = require('fs');
const Module = require('module');
const path = require('path');
const vm = require('vm');

// After this time, V8 has compiled the functions that each start needs.
const KEEP_AFTER_MILLIS = 3000;

const CHANGES = [
  {
    // For each record of a put, the emulator computes the hash code of a pair: the record's shard, and all records that
    // this shard has. So the more records a shard has, the longer a put takes. Here, the hash code of the pair is that
    // of the shard.
    what: 'the hash code of a shard with its records',
    code: 'var key = $ct_T2__O__O__(new $c_T2(), elem.ev, elem.e2);',
    change: (code) => code + '\n              key.g = function () { return this.cP.g(); };',
  },
  {
    // The emulator prepares the log lines of every call, with the bodies of request and response as text. It does so at
    // every log level. This is almost half of the time of a call. Here, the code that logs calls is left out.
    what: 'the log lines of a call',
    code:
      'return $m_Lorg_http4s_server_middleware_ResponseLogger$().apF(logHeaders, logBody, fk, redactHeadersWhen, ' +
      '$m_Lcats_instances_package$option$().ia.L(log), $m_Lorg_http4s_server_middleware_RequestLogger$().bm4(' +
      'logHeaders, logBody, fk, redactHeadersWhen, $m_Lcats_instances_package$option$().ia.L(log), http, F, G), G, F);',
    change: () => 'return http;',
  },
  {
    // The emulator also writes most requests and many responses as JSON, for other log lines. It does so at every log
    // level, too. Here, this JSON is left out.
    what: 'the JSON of log lines',
    code: 'return this.adP(key, (isCbor ? evidence$1.ve.a7(a) : evidence$1.or.a7(a)));',
    change: () => 'return this;',
  },
  {
    // The emulator creates a string by adding one character after the other. V8 needs 32 bytes of memory for each
    // addition. Here, 4,096 characters are added at a time.
    what: 'the creation of strings',
    code: 'result = (result + ("" + $cToS(value.a[i])));\n    i = ((1 + i) | 0);',
    change: () =>
      'var next = Math.min(i + 4096, end);\n' +
      '    result += String.fromCharCode.apply(null, value.a.subarray(i, next));\n' +
      '    i = next;',
  },
];

const changed = (source, { what, code, change }) => {
  const parts = source.split(code);
  if (parts.length !== 2) {
    throw new Error(`This version of kinesis-local has other code for ${what}: adapt ${__filename}`);
  }
  return parts.join(change(code));
};

const sha256 = (data) => crypto.createHash('sha256').update(data).digest();

// The file of compiled code begins with the SHA-256 of the code. V8 does not check the code, and would crash if it were
// damaged.
const DIGEST_BYTES = 32;

// The compiled code in a file, or undefined if the file is missing or damaged.
const compiledIn = (file) => {
  try {
    const content = fs.readFileSync(file);
    const code = content.subarray(DIGEST_BYTES);
    return sha256(code).equals(content.subarray(0, DIGEST_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
};

// Writes the code that V8 has compiled. If that fails, for example on a full disk, the emulator works without the file.
const keepCompiled = (script, file) => {
  const temporary = `${file}.${process.pid}`;
  try {
    const code = script.createCachedData();
    fs.writeFileSync(temporary, Buffer.concat([sha256(code), code]));
    fs.renameSync(temporary, file);
  } catch (error) {
    console.error(`Cannot keep the compiled code for the next start: ${error.message}`);
    fs.rmSync(temporary, { force: true });
  }
};

// Runs the code of a module as Node.js does, and keeps a file with the code that V8 has compiled. With this file, a
// start needs a third less CPU time. The file is written if it is missing, damaged or from another version of V8. V8
// compares only the length of the source with the file, so the file's name has a hash of the source.
const run = (source, module, file) => {
  // Node.js also skips a line for the shell.
  const code = Module.wrap(source.replace(/^#!/, '//'));
  const hash = sha256(code).toString('hex', 0, 8);
  const compiled = path.join(__dirname, `kinesis-local-${hash}.compiled`);
  const cachedData = compiledIn(compiled);
  const script = new vm.Script(code, { filename: file, cachedData });
  if (!cachedData || script.cachedDataRejected) {
    setTimeout(() => keepCompiled(script, compiled), KEEP_AFTER_MILLIS).unref();
  }
  const { exports } = module;
  script.runInThisContext().call(exports, exports, Module.createRequire(file), module, file, path.dirname(file));
};

const compile = Module.prototype._compile;
Module.prototype._compile = function (source, file) {
  if (file === require.resolve('kinesis-local')) {
    run(CHANGES.reduce(changed, source), this, file);
    return undefined;
  }
  return compile.call(this, source, file);
};
