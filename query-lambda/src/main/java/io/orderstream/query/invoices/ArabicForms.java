package io.orderstream.query.invoices;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Joins Arabic letters. A letter looks different when it is alone, or at the beginning, in the
 * middle or at the end of a word. For most letters of Arabic and Persian, Unicode and the font have
 * a character for each of these forms. A PDF shows exactly the characters that it contains, so this
 * class chooses the right form of each letter.
 */
final class ArabicForms {

    private static final int ISOLATED = 0;
    private static final int FINAL = 1;
    private static final int INITIAL = 2;
    private static final int MEDIAL = 3;

    private static final String LAM = "\u0644";

    /**
     * Characters that join the letters on their two sides, and have only one form: the tatweel,
     * which is a stroke that makes a word longer, and the zero-width joiner, which is invisible.
     */
    private static final String JOINERS = "\u0640\u200D";

    /**
     * The forms of each letter: four, or two if the letter never joins the next one. A lam and an
     * alef after it count as one letter, because Unicode has forms of the pair. U+FBDD is the only
     * form of its two letters, and is not used.
     */
    private static final Map<String, List<Integer>> FORMS = new HashMap<>();

    static {
        // In these ranges the forms of a letter are beside each other, in the order of the
        // constants above. Only alef maksura has two forms in the first range and two in the third,
        // so the first range must come before the third. Normalization to NFKC turns each form into
        // its letter.
        addForms(0xFE81, 0xFEFC);
        addForms(0xFB50, 0xFBB1);
        addForms(0xFBD3, 0xFBE9);
        addForms(0xFBFC, 0xFBFF);
    }

    private ArabicForms() {}

    private static void addForms(int first, int last) {
        for (int form = first; form <= last; form++) {
            if (Character.isDefined(form)) {
                String letter =
                        Normalizer.normalize(Character.toString(form), Normalizer.Form.NFKC);
                FORMS.computeIfAbsent(letter, key -> new ArrayList<>()).add(form);
            }
        }
    }

    /**
     * The text with each Arabic letter in the right form. If Unicode or the font does not have this
     * form, the letter stays as it is.
     *
     * @param canDraw whether the font has a form
     */
    static String join(String text, IntPredicate canDraw) {
        if (text.codePoints().noneMatch(ArabicForms::isArabic)) {
            return text;
        }
        List<String> letters = letters(text);
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < letters.size(); i++) {
            List<Integer> forms = FORMS.get(letters.get(i));
            if (forms == null || forms.size() < 2) {
                joined.append(letters.get(i));
                continue;
            }
            boolean before = joinsNext(neighbour(letters, i, -1));
            boolean after = forms.size() > 2 && joinsPrevious(neighbour(letters, i, 1));
            int form = forms.get(form(before, after));
            if (canDraw.test(form)) {
                joined.appendCodePoint(form);
            } else {
                joined.append(letters.get(i));
            }
        }
        return joined.toString();
    }

    private static int form(boolean joinsBefore, boolean joinsAfter) {
        if (joinsBefore) {
            return joinsAfter ? MEDIAL : FINAL;
        }
        return joinsAfter ? INITIAL : ISOLATED;
    }

    private static boolean isArabic(int character) {
        return character >= 0x600 && character <= 0x6FF;
    }

    /** The characters of the text. Lam and a following alef are one element. */
    private static List<String> letters(String text) {
        List<String> letters = new ArrayList<>();
        text.codePoints()
                .mapToObj(Character::toString)
                .forEach(
                        letter -> {
                            int last = letters.size() - 1;
                            if (last >= 0
                                    && letters.get(last).equals(LAM)
                                    && FORMS.containsKey(LAM + letter)) {
                                letters.set(last, LAM + letter);
                            } else {
                                letters.add(letter);
                            }
                        });
        return letters;
    }

    /** The next letter in this direction. Marks are skipped. Empty if there is no letter. */
    private static String neighbour(List<String> letters, int from, int step) {
        int i = from + step;
        while (i >= 0
                && i < letters.size()
                && Character.getType(letters.get(i).codePointAt(0)) == Character.NON_SPACING_MARK) {
            i += step;
        }
        return i >= 0 && i < letters.size() ? letters.get(i) : "";
    }

    private static boolean joinsNext(String letter) {
        List<Integer> forms = FORMS.get(letter);
        return forms != null ? forms.size() > 2 : isJoiner(letter);
    }

    private static boolean joinsPrevious(String letter) {
        return FORMS.containsKey(letter) || isJoiner(letter);
    }

    private static boolean isJoiner(String letter) {
        return !letter.isEmpty() && JOINERS.contains(letter);
    }
}
