// The bare-metal RP2040 firmware in rp2040js (MIT), with a virtual IMU on I2C0. Speaks as much of
// emulated_sensor's commands as its test needs: play, send, motor, fault absent, brown_out, at, quit.
//
//   node rp2040_board.mjs FIRMWARE.elf VIRTUAL_IMU_PIPE CHIP TRACE     (RP2040JS: the package's folder)
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const { Simulator, GPIOPinState } = createRequire(import.meta.url)(process.env.RP2040JS);
const [, , firmware, pipeProgram, chipName, tracePath] = process.argv;
const CYCLE_NS = 1000 / 12; // the port runs at 12 MHz
const FLASH = 0x10000000;
const DATA_READY = 6, MOTOR = 7;

// The virtual IMU, asked and answered in turn: the emulator waits for it.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rp2040-'));
const [toChip, fromChip] = ['to', 'from'].map((name) => path.join(folder, name));
execFileSync('mkfifo', [toChip, fromChip]);
spawn('sh', ['-c', `exec "$1" "$2" < "$3" > "$4"`, 'sh', pipeProgram, chipName, toChip, fromChip]);
const out = fs.openSync(toChip, 'w');
const into = fs.openSync(fromChip, 'r');
function ask(bytes, answerSize = 1) {
  fs.writeSync(out, Buffer.from(bytes));
  const answer = Buffer.alloc(answerSize);
  for (let got = 0; got < answerSize; ) got += fs.readSync(into, answer, got, answerSize - got);
  return answer;
}

const sim = new Simulator();
const mcu = sim.rp2040;
const nowUs = () => sim.clock.nanos / 1000;
mcu.logger = { debug() {}, info() {}, warn() {}, error() {} };

let nextEventUs = 0;
function advanceChip() {
  const command = Buffer.alloc(9);
  command.write('a');
  command.writeBigUInt64LE(BigInt(Math.floor(nowUs())), 1);
  const answer = ask(command, 9);
  mcu.gpio[DATA_READY].setInputValue(answer[0] !== 0);
  nextEventUs = Math.min(Number(answer.readBigUInt64LE(1)), nowUs() + 1000);
}

const i2c = mcu.i2c[0];
const chipAddress = ask([0x6e])[0];
let selected = false;
i2c.onStart = () => i2c.completeStart();
i2c.onConnect = (address, mode) => {
  advanceChip();
  selected = address === chipAddress && ask([0x73, mode === 1 ? 1 : 0])[0] === 1;
  i2c.completeConnect(selected);
};
i2c.onWriteByte = (value) => i2c.completeWrite(selected && ask([0x77, value])[0] === 1);
i2c.onReadByte = () => i2c.completeRead(selected ? ask([0x72])[0] : 0xff);
i2c.onStop = () => {
  if (selected) ask([0x70]);
  selected = false;
  i2c.completeStop();
};

let sent = [];
const trace = fs.openSync(tracePath, 'w');
mcu.uart[0].onByte = (byte) => sent.push(byte);
function flushTrace() {
  const line = `${Math.floor(nowUs())} < ${Buffer.from(sent).toString('hex')}\n`;
  if (sent.length > 0) fs.writeSync(trace, line);
  sent = [];
}

let motor = false, edges = 0;
mcu.gpio[MOTOR].addListener((state) => {
  const on = state === GPIOPinState.High;
  if (on !== motor) ++edges;
  motor = on;
});
mcu.gpio[8].setInputValue(true); // the button is up; the bus has pull-ups
mcu.gpio[4].setInputValue(true);
mcu.gpio[5].setInputValue(true);

// The loadable parts of a 32-bit ELF, to their places in flash.
function load(file) {
  const elf = fs.readFileSync(file);
  const [headers, size, count] = [elf.readUInt32LE(28), elf.readUInt16LE(42), elf.readUInt16LE(44)];
  for (let at = headers; at < headers + size * count; at += size) {
    const [type, offset, , place, bytes] = [0, 4, 8, 12, 16].map((k) => elf.readUInt32LE(at + k));
    if (type === 1) mcu.flash.set(elf.subarray(offset, offset + bytes), place - FLASH);
  }
}

function start() {
  mcu.core.VTOR = FLASH + 0x100;
  const vectors = new DataView(mcu.flash.buffer, mcu.flash.byteOffset + 0x100);
  mcu.core.SP = vectors.getUint32(0, true);
  mcu.core.PC = vectors.getUint32(4, true) & ~1;
}
load(firmware);
start();

let toBoard = [], nextByteUs = 0;
function play(seconds) {
  const end = nowUs() + seconds * 1e6;
  let nextFlush = nowUs();
  while (nowUs() < end) {
    if (nowUs() >= nextEventUs) advanceChip();
    if (toBoard.length > 0 && nowUs() >= nextByteUs) {
      mcu.uart[0].feedByte(toBoard.shift());
      nextByteUs = nowUs() + 1e6 / 11520;
    }
    if (nowUs() >= nextFlush) {
      flushTrace();
      nextFlush += 10000;
    }
    if (mcu.core.waiting) {
      const due = [sim.clock.nanosToNextAlarm || 1e6, (nextEventUs - nowUs()) * 1000];
      if (toBoard.length > 0) due.push((nextByteUs - nowUs()) * 1000);
      sim.clock.tick(Math.max(Math.min(...due), CYCLE_NS));
    } else {
      sim.clock.tick(mcu.core.executeInstruction() * CYCLE_NS);
    }
  }
  flushTrace();
}

function execute(words) {
  if (words[0] === 'play') play(Number(words[1]));
  else if (words[0] === 'send') toBoard.push(...Buffer.from(words[1], 'hex'));
  else if (words[0] === 'motor') return `${motor ? 'on' : 'off'} ${edges}`;
  else if (words[0] === 'brown_out') ask([0x62]);
  else if (words[0] === 'fault' && words[1] === 'absent') {
    ask([0x78, words[2] === 'on' ? 1 : 0]);
    if (words[2] === 'off') ask([0x62]);
  } else if (words[0] !== 'at') return `error: ${words.join(' ')}`;
  return `at ${(nowUs() / 1e6).toFixed(6)}`;
}

console.log('ready');
const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line === 'quit') process.exit(0);
  console.log(execute(line.trim().split(' ')));
});
lines.on('close', () => process.exit(0));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
