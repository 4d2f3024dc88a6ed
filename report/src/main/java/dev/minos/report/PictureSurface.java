package dev.minos.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws into a PNG of twice as many dots, for documents. Needs no display. */
final class PictureSurface implements Surface {
    private static final int DOTS = 2;
    private static final int TEXT_HEIGHT = 12;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final Font font;

    /** @throws IOException if this Java cannot draw text because it finds no font */
    PictureSurface(int width, int height) throws IOException {
        image = new BufferedImage(width * DOTS, height * DOTS, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.scale(DOTS, DOTS);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        font = new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_HEIGHT);
        try {
            graphics.setFont(font);
            graphics.getFontMetrics();
        } catch (RuntimeException | LinkageError e) {
            // Java says it in many ways, from InternalError to a NullPointerException in its font code.
            throw new IOException(
                    "this Java finds no font to write with; install one (Debian, Ubuntu: apt-get install fontconfig"
                            + " fonts-dejavu-core)",
                    e);
        }
    }

    void save(Path file) throws IOException {
        graphics.dispose();
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            if (!ImageIO.write(image, "png", beside.toFile())) {
                throw new IOException("this Java cannot write PNG");
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    @Override
    public void rectangles(List<double[]> rectangles, Ink ink, double opacity) {
        ink(ink, opacity);
        rectangles.forEach(r -> graphics.fill(new Rectangle2D.Double(r[0], r[1], r[2], r[3])));
    }

    @Override
    public void line(List<Point> points, Ink ink, double width, double dash) {
        ink(ink, 1);
        graphics.setStroke(
                dash > 0
                        ? new BasicStroke(
                                (float) width,
                                BasicStroke.CAP_BUTT,
                                BasicStroke.JOIN_ROUND,
                                1,
                                new float[] {(float) dash},
                                0)
                        : new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path(points));
    }

    @Override
    public void area(List<Point> outline, Ink ink, double opacity) {
        ink(ink, opacity);
        Path2D path = path(outline);
        if (!outline.isEmpty()) {
            path.closePath();
        }
        graphics.fill(path);
    }

    @Override
    public void text(double x, double y, String text, Ink ink, Anchor anchor) {
        ink(ink, 1);
        int width = graphics.getFontMetrics().stringWidth(text);
        double left = switch (anchor) {
            case START -> x;
            case MIDDLE -> x - width / 2.0;
            case END -> x - width;
        };
        graphics.drawString(text, (float) left, (float) y);
    }

    private void ink(Ink ink, double opacity) {
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
        graphics.setColor(ink.onPaper());
    }

    private static Path2D path(List<Point> points) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (i == 0) {
                path.moveTo(point.x(), point.y());
            } else {
                path.lineTo(point.x(), point.y());
            }
        }
        return path;
    }
}
