import { describe, expect, it } from 'vitest';
import { Emitter } from './emitter';

describe('Emitter', () => {
  it('calls listeners in order until they are removed', () => {
    const emitter = new Emitter<{ step: number; end: string }>();
    const heard: string[] = [];
    const off = emitter.on('step', (step) => heard.push(`a${step}`));
    emitter.on('step', (step) => heard.push(`b${step}`));
    emitter.on('end', (reason) => heard.push(reason));
    emitter.emit('step', 1);
    off();
    emitter.emit('step', 2);
    emitter.emit('end', 'done');
    expect(heard).toEqual(['a1', 'b1', 'b2', 'done']);
  });
});
