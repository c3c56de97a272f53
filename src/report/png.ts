import { Failure, messageOf } from '../errors.ts';
import type { Fonts } from './fonts.ts';

/**
 * SVG -> PNG without a browser, `scale` pixels for each of the drawing's.
 * @throws Failure RASTERISER_MISSING where its package does not exist for this platform
 */
export async function pngOf(svg: string, fonts: Fonts, scale: number): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    throw new Failure('RASTERISER_MISSING', `PNG cannot be made on this platform: ${messageOf(cause)}`, { cause });
  });
  const { inter, wide } = fonts.files;
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [inter.regular, inter.bold, wide.regular, wide.bold, ...fonts.fromSystem().map(({ path }) => path)],
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
  });
  return image.render().asPng();
}
