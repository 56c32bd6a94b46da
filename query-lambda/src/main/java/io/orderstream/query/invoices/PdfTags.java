package io.orderstream.query.invoices;

import java.io.IOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDNumberTreeNode;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkInfo;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkedContentReference;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;
import org.apache.pdfbox.pdmodel.documentinterchange.taggedpdf.PDTableAttributeObject;

/**
 * The tags of a PDF. They tell a screen reader what is a heading, a list or a table, and in which
 * sequence the texts are read (ISO 32000, "Logical structure").
 */
final class PdfTags {

    /** Arabic letters in the forms that {@link ArabicForms} gives them. */
    private static final Pattern ARABIC_FORMS = Pattern.compile("[\uFB50-\uFBFF\uFE80-\uFEFC]+");

    private final PDDocument pdf;
    private final PDStructureTreeRoot root = new PDStructureTreeRoot();
    private final PDStructureElement document;

    /**
     * For each page, by its number from 0: the tags of its texts. On the page, each text has a
     * number from 0 (MCID). The tag of text n is element n of the array.
     */
    private final Map<Integer, COSArray> tagsOfPages = new HashMap<>();

    /** Makes the PDF a tagged one. */
    PdfTags(PDDocument pdf) {
        this.pdf = pdf;
        PDDocumentCatalog catalog = pdf.getDocumentCatalog();
        catalog.setStructureTreeRoot(root);
        PDMarkInfo marks = new PDMarkInfo();
        marks.setMarked(true);
        catalog.setMarkInfo(marks);
        this.document = new PDStructureElement("Document", root);
        root.appendKid(document);
    }

    /** A new tag after all others. */
    PDStructureElement add(String type) {
        return add(document, type);
    }

    /** A new tag inside this one, after all others there. */
    static PDStructureElement add(PDStructureElement parent, String type) {
        PDStructureElement tag = new PDStructureElement(type, parent);
        parent.appendKid(tag);
        return tag;
    }

    /** A new tag for the heading of a column, in this row. */
    static PDStructureElement addColumnHeading(PDStructureElement row) {
        PDStructureElement heading = add(row, "TH");
        PDTableAttributeObject attributes = new PDTableAttributeObject();
        attributes.setScope(PDTableAttributeObject.SCOPE_COLUMN);
        heading.addAttribute(attributes);
        return heading;
    }

    /**
     * Begins a text on the last page. The caller ends it.
     *
     * @param read the text in reading order; its Arabic letters may be in the forms that are drawn
     * @param drawn the same text in the order in which it is drawn, which differs for right-to-left
     *     text
     */
    void begin(PDPageContentStream page, PDStructureElement tag, String read, String drawn)
            throws IOException {
        PDStructureElement owner = tag;
        String actual = ARABIC_FORMS.matcher(read).replaceAll(PdfTags::letters);
        if (!actual.equals(drawn)) {
            owner = add(tag, "Span");
            owner.setActualText(actual);
        }
        int pageNumber = pdf.getNumberOfPages() - 1;
        COSArray tags = tagsOfPages.computeIfAbsent(pageNumber, number -> new COSArray());
        int number = tags.size();
        tags.add(owner);
        PDMarkedContentReference content = new PDMarkedContentReference();
        content.setPage(pdf.getPage(pageNumber));
        content.setMCID(number);
        owner.appendKid(content);
        page.beginMarkedContent(COSName.getPDFName(owner.getStructureType()), number);
    }

    private static String letters(MatchResult forms) {
        return Normalizer.normalize(forms.group(), Normalizer.Form.NFKC);
    }

    /** Adds the tree in which a PDF reader finds the tag of each text on a page. */
    void end() {
        tagsOfPages.keySet().forEach(page -> pdf.getPage(page).setStructParents(page));
        PDNumberTreeNode tree = new PDNumberTreeNode(COSArray.class);
        tree.setNumbers(tagsOfPages);
        root.setParentTree(tree);
        root.setParentTreeNextKey(pdf.getNumberOfPages());
    }
}
