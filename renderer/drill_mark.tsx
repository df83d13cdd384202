import './drill_mark.css';

/** The frame around every screen of a drill, and its word. */
export function DrillMark({ word, className = '' }: { readonly word: string; readonly className?: string }) {
  return (
    <>
      <div className="drill-frame" aria-hidden="true" />
      <strong className={`drill-word ${className}`}>{word}</strong>
    </>
  );
}
