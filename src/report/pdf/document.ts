import PDFDocument from 'pdfkit';
import type { Fonts } from '../fonts.ts';

export type Pdf = PDFKit.PDFDocument;

/** A new document without pages, with the fonts of reports: `inter-regular`, `inter-bold`, `wide-regular`, `wide-bold`. */
export function newDocument(fonts: Fonts, info: { title: string; author: string; made: Date; lang: string }): Pdf {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    bufferPages: true,
    lang: info.lang,
    displayTitle: true,
    info: {
      Title: info.title,
      Author: info.author,
      Creator: 'feedback-loop',
      Producer: 'feedback-loop',
      CreationDate: info.made,
    },
  });
  for (const family of ['inter', 'wide'] as const) {
    for (const weight of ['regular', 'bold'] as const) {
      // PDFKit takes a font that is open; its types do not say so yet.
      pdf.registerFont(`${family}-${weight}`, fonts.opened[family][weight] as unknown as string);
    }
  }
  return pdf;
}
