// What a developer of payments runs: configured by the pod's environment and files, it asks its neighbours by their names
// for each request. Environment of its own: LISTEN.
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');
const { env } = process;

function ofHostAndPort(text) {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

async function catalog() {
  const response = await fetch(`${env.SHOP_CATALOG_URL}/hello`);
  return (await response.json()).servedBy;
}

function rates() {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`http://${env.SHOP_RATES}`).on('error', reject);
    const call = session
      .request({
        ':method': 'POST',
        ':path': '/remocal.Echo/Unary',
        'content-type': 'application/grpc',
        te: 'trailers',
      })
      .on('error', reject);
    const received = [];
    call.on('data', (bytes) => received.push(bytes));
    call.on('end', () => {
      session.close();
      resolve(Buffer.concat(received).subarray(5).toString());
    });
    call.end(Buffer.from('\0\0\0\0\u0003ada'));
  });
}

function ledger() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(ofHostAndPort(env.SHOP_LEDGER)).on('error', reject);
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString());
    });
  });
}

http
  .createServer(async (request, response) => {
    const answer = {
      servedBy: 'local-node',
      region: env.SHOP_REGION,
      currency: fs.readFileSync(`${env.REMOCAL_ROOT}/etc/payments/currency`, 'utf8').trim(),
    };
    try {
      [answer.http, answer.grpc, answer.tcp] = await Promise.all([catalog(), rates(), ledger()]);
    } catch (problem) {
      answer.problem = `${problem} ${problem.cause ?? ''}`;
    }
    response.end(JSON.stringify(answer));
  })
  .listen(Number(env.LISTEN), '127.0.0.1');
