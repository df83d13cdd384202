import type { Page } from 'playwright';

/** Chooses an option of a field of the manager's window, as a person does: opens its list and takes one. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = page.locator('.react-aria-Select', { has: page.getByText(label, { exact: true }) });
  await field.locator('button').click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
