import { AsnArray, AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';

/** The extension by which a state says which documents a signer may sign (ICAO Doc 9303-12). */
export const DOCUMENT_TYPES_EXTENSION = '2.23.136.1.1.6.2';

class DocumentTypes extends AsnArray<string> {
  constructor(items?: string[]) {
    super(items);
    // Arrays lose their class on construction.
    Object.setPrototypeOf(this, DocumentTypes.prototype);
  }
}

class DocumentTypeList {
  version = 0;
  types = new DocumentTypes();
}

AsnType({ type: AsnTypeTypes.Set, itemType: AsnPropTypes.PrintableString })(DocumentTypes);
AsnProp({ type: AsnPropTypes.Integer })(DocumentTypeList.prototype, 'version');
AsnProp({ type: DocumentTypes })(DocumentTypeList.prototype, 'types');

/** The document types that the extension's value names. Throws where it is none. */
export function readDocumentTypes(value: ArrayBuffer): readonly string[] {
  return [...AsnConvert.parse(value, DocumentTypeList).types];
}
