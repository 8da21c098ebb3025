#include "characters.h"

#include <stddef.h>

enum { NO_CHARACTER = 0xfffd };

static int length_by(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return 2;
    if (first >= 0xe0 && first <= 0xef) return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

uint32_t next_character(const char **text)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)*text;
    const int length = length_by(bytes[0]);
    uint32_t character = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
    (*text)++;
    for (int i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80) return NO_CHARACTER;
        character = character << 6 | (bytes[i] & 0x3f);
    }
    const bool is_surrogate = character >= 0xd800 && character <= 0xdfff;
    if (length == 0 || character < least[length] || character > 0x10ffff || is_surrogate) return NO_CHARACTER;
    *text += length - 1;
    return character;
}

struct range {
    uint32_t first, last;
};

static bool is_among(uint32_t character, const struct range ranges[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last) return true;
    return false;
}

bool is_blank(uint32_t character)
{
    static const struct range blanks[] = {
        {9, 13}, {' ', ' '}, {0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
    };
    return is_among(character, blanks, sizeof blanks / sizeof *blanks);
}

bool is_letter(uint32_t character)
{
    static const struct range letters[] = {
        {0xc0, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x24f}, {0x391, 0x3a1}, {0x3a3, 0x3ce}, {0x400, 0x481}, {0x48a, 0x52f}, {0x3041, 0x3096}, {0x30a1, 0x30fa}, {0x4e00, 0x9fa5}, {0xac00, 0xd7a3},
    };
    return is_among(character, letters, sizeof letters / sizeof *letters);
}
