import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

/** Renders a window's only component into its page. */
export function mount(component: ReactNode): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  createRoot(root).render(<StrictMode>{component}</StrictMode>);
}
