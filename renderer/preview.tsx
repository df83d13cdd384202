import { useEffect, useRef, useState } from 'react';

/** The camera sends one a second at least: without any, what is on screen is the picture of somebody who left. */
const STALE_AFTER_MS = 3_000;

/** The camera's live picture, where there is one; `subscribe` hands over JPEG pictures. None is kept. */
export function Preview(props: {
  readonly subscribe: (listener: (jpeg: Uint8Array) => void) => void;
  readonly mirror: boolean;
  /** Told whenever the picture comes or goes. */
  readonly onLive?: (isLive: boolean) => void;
}) {
  const { mirror, onLive, subscribe } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isLive, setIsLive] = useState(false);
  useEffect(() => {
    let stale: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    subscribe((jpeg) => {
      if (isGone) return;
      // The picture may be damaged: then the one before it stays until it is stale.
      void createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' })).then(show, () => {});
    });

    function show(picture: ImageBitmap): void {
      const target = canvas.current;
      if (!isGone && target !== null) {
        if (target.width !== picture.width) target.width = picture.width;
        if (target.height !== picture.height) target.height = picture.height;
        target.getContext('2d')?.drawImage(picture, 0, 0);
        clearTimeout(stale);
        stale = setTimeout(hide, STALE_AFTER_MS);
        setIsLive(true);
      }
      picture.close();
    }

    function hide(): void {
      const target = canvas.current;
      target?.getContext('2d')?.clearRect(0, 0, target.width, target.height);
      setIsLive(false);
    }

    return () => {
      isGone = true;
      clearTimeout(stale);
    };
  }, [subscribe]);
  useEffect(() => void onLive?.(isLive), [isLive, onLive]);
  const style = mirror ? { transform: 'scaleX(-1)' } : undefined;
  return <canvas ref={canvas} className="preview" style={style} hidden={!isLive} />;
}
