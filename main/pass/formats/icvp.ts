import { NO_FACTS, type PassFacts } from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import { isEntry, textOf } from './entry.ts';

/** The catalogue's product ids start with the disease that they protect from (`YellowFeverProduct…`). */
const PRODUCT_ID = /^([A-Za-z]+)Product[0-9a-f]+$/;

/**
 * The minimal International Certificate of Vaccination or Prophylaxis (WHO SMART ICVP, logical model ICVPMin): one
 * vaccination. The vaccine stands under `vx`, or under `v` as in the first drafts. Null where it is none.
 */
export function readIcvp(data: unknown): PassFacts | null {
  if (!isEntry(data)) return null;
  const details = isEntry(data.vx) ? data.vx : data.v;
  if (!isEntry(details)) return null;
  const name = textOf(data.n);
  const product = textOf(details.vp);
  const date = textOf(details.dv ?? details.dt);
  const validFrom = textOf(details.vls);
  const validUntil = textOf(details.vle);
  const dates = [date, validFrom, validUntil].filter((text) => text !== '');
  if (name === '' || product === '' || date === '') return null;
  if (dates.some((text) => readIsoInstant(text) === null)) return null;
  return {
    ...NO_FACTS,
    holder: {
      familyName: name,
      givenName: '',
      standardisedFamilyName: null,
      standardisedGivenName: null,
      dateOfBirth: textOf(data.dob) || null,
    },
    vaccinations: [
      {
        disease: PRODUCT_ID.exec(product)?.[1] ?? '',
        product,
        // One dose a certificate; the catalogue, not the pass, knows the series.
        doseNumber: Number.NaN,
        dosesInSeries: Number.NaN,
        date,
        country: '',
        validFrom: validFrom || null,
        validUntil: validUntil || null,
      },
    ],
    payload: data,
  };
}
