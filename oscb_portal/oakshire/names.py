"""Invented names: of people and of places; put together from pieces, so that they belong to nobody."""

import numpy as np

from oscb_portal.oakshire.dice import pick

_FIRST = """
Abela Adrin Aldith Amaro Anouke Ashmir Averil Bashira Benat Briony Caledon Carys Chidera Corwen Dalia Darian
Delphine Edrik Eilidh Elowen Emeka Esra Farida Fenella Garrow Gethin Halima Hesper Idris Imara Isolde Jarek Jorun
Kasimir Kezia Lavinia Lorcan Maelis Mireille Nadir Nerys Odile Orsolo Paloma Perran Quilla Rasheeda Rhodri Rosalba
Samir Senara Sorrel Tamsin Tevin Thandi Ulric Valda Wanda Wilder Yasmeen Yorick Zahra Zeph
"""
_BEGINNINGS = """
Acker Alder Amber Ash Barrow Beck Black Bram Brindle Cald Chal Cob Cress Dapple Dun Ember Fal Farthing Fen Flint
Gale Glen Grims Had Hal Haw Hazel Holm Ink Kes Kings Lark Lin Locks Mallow March Mead Merri Moss Nettle Oaken Otter
Pebble Quarry Ran Reed Rush Sable Sedge Shel Stan Sum Tarn Thistle Thorn Under Vale Wag Weir Whin Yarrow
"""
_ENDINGS = """
acre beam bourne by combe croft dale den fell field ford gate holt hurst lake ley low mere moor ridge row shaw stead
stow thwaite ton wald ward well wick worth
"""


def people(rng: np.random.Generator, count: int) -> list[str]:
    """So many names of people; the same one may come twice, as names do."""
    firsts = pick(rng, _FIRST.split(), count)
    beginnings, endings = pick(rng, _BEGINNINGS.split(), count), pick(rng, _ENDINGS.split(), count)
    return [f"{first} {one}{two}" for first, one, two in zip(firsts, beginnings, endings, strict=True)]
