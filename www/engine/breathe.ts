let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/**
 * Lets messages in between two steps of a long piece of work; unlike a timer it is not slowed down. One channel serves all of them and is held
 * here: of one that nobody holds, Firefox has been seen to lose the message, and the work stood still for ever.
 */
export function breathe(): Promise<void> {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
