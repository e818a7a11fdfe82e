"""The columns of the sample table: one row a ray, float64. Every kernel reads and writes these."""

DX, DY, DZ = 0, 1, 2  # direction, unit
T = 3  # distance along it, metres; FAR when nothing is hit
FP = 4  # footprint of a sample on what it hits, metres
X, Y, Z = 5, 6, 7
NX, NY, NZ = 8, 9, 10
ID = 11  # what is hit, below
U, V = 12, 13  # coordinates of the material, metres
TX, TY = 14, 15  # direction of U in the plane
AO = 16  # share of the sky that is seen
SUN = 17  # share of the sun that is seen
R, G, B = 18, 19, 20  # albedo
GLOSS = 21
BU, BV = 22, 23  # what the relief adds to the normal along U and V
LR, LG, LB = 24, 25, 26  # radiance towards the eye
KEEP = 27  # what is left of the photo where nothing is hit
N_COLUMNS = 28

FAR = 1.0e9

MISS = 0.0
TOP = 1.0  # boards, slabs, grains; a pool's surround
RIM = 2.0  # border, edging, coping
RISER = 3.0  # outer face
INNER = 4.0  # inner face: edging seen from the court, wall of the basin above the water
WATER = 5.0
PLAIN = 10.0  # solids, by their finish
WOOD = 11.0
CLOTH = 12.0
LEAF = 13.0
STEEL = 14.0
