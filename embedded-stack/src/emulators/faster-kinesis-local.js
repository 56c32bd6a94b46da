// Makes kinesis-local faster: replaces four pieces of its code when Node.js loads it. Without that, the emulator needs
// more than twice the CPU time. Each piece must occur exactly once. Otherwise the emulator does not start.
const Module = require('module');

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

const compile = Module.prototype._compile;
Module.prototype._compile = function (source, file) {
  const ofKinesisLocal = file === require.resolve('kinesis-local');
  return compile.call(this, ofKinesisLocal ? CHANGES.reduce(changed, source) : source, file);
};
