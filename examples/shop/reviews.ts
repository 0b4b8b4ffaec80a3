import type { Review } from './types.ts';

/** What people wrote, by product id. A product without an entry has no reviews yet. */
export const reviews: Record<string, Review[]> = {
  '1': [
    {
      author: 'Maud Ellery',
      rating: 5,
      date: '2025-02-11',
      text: 'It stayed lit through a night when the bins did not stay upright.',
    },
    {
      author: 'Tobias Renn',
      rating: 4,
      date: '2024-11-29',
      text: 'Beautiful, and heavier than I expected. The top pane took some persuading the first time.',
    },
    {
      author: 'P. Okonjo',
      rating: 5,
      date: '2024-10-03',
      text: 'Bought one for the jetty and came back for a second so that it would not be lonely.',
    },
  ],
  '2': [
    {
      author: 'Lower Fenwick Parish',
      rating: 5,
      date: '2024-09-17',
      text: 'Three lost vans a week before, none since. The oak has already gone a lovely silver.',
    },
    {
      author: 'Greta Halloway',
      rating: 4,
      date: '2024-06-22',
      text: 'You need three strong friends to put it up. They will want lunch.',
    },
  ],
  '3': [
    {
      author: 'Dilys Marrow',
      rating: 5,
      date: '2025-01-08',
      text: 'They sent a brush drawing first and asked whether the tail of the y was too proud. It was perfect.',
    },
    {
      author: 'Arne Lindqvist',
      rating: 5,
      date: '2024-08-14',
      text: 'Readable from the gate even in fog.',
    },
  ],
  '4': [
    {
      author: 'Hannah Pell',
      rating: 5,
      date: '2024-12-19',
      text: 'For the first time I can see the step and the Milky Way on the same evening.',
    },
    {
      author: 'Jonas Wick',
      rating: 3,
      date: '2024-10-30',
      text: 'Lovely lamp, but the bracket needs a deeper wall plug than the one supplied.',
    },
  ],
  '5': [
    {
      author: 'Ruben Castell',
      rating: 5,
      date: '2025-03-02',
      text: 'The parcel driver said thank you. He has never said thank you.',
    },
  ],
  '6': [
    {
      author: 'Friends of Hazel Wood',
      rating: 5,
      date: '2024-05-26',
      text: 'Sixty discs up in one weekend. A school class walked the loop without their teacher noticing the map.',
    },
    {
      author: 'Ida Brandt',
      rating: 4,
      date: '2024-07-09',
      text: 'Very clear. I would have liked a purple.',
    },
  ],
  '7': [
    {
      author: 'Tarrow Heritage Group',
      rating: 5,
      date: '2024-04-18',
      text: 'Everybody found one mistake, and everybody found a different one. All were corrected. It is splendid.',
    },
  ],
  '9': [
    {
      author: 'Sunniva Moe',
      rating: 4,
      date: '2024-12-01',
      text: 'Handsome and solid. The candle version suits us; the wired one was on too long for the owls.',
    },
  ],
  '10': [
    {
      author: 'Callum Byrd',
      rating: 5,
      date: '2024-05-05',
      text: 'One arm says "bees", the other says "no bees". Our visitors choose wisely.',
    },
    {
      author: 'Elif Sandal',
      rating: 4,
      date: '2024-09-01',
      text: 'Up before lunch, as promised. We moved the compost just to try the wedge.',
    },
  ],
  '11': [
    {
      author: 'Plot 14, Mill Allotments',
      rating: 5,
      date: '2025-01-27',
      text: 'Our row finally has a name. The other rows have noticed.',
    },
  ],
  '12': [
    {
      author: 'Nell Ashdown',
      rating: 5,
      date: '2024-11-12',
      text: 'I found the keyhole at the first attempt.',
    },
  ],
  '14': [
    {
      author: 'Ridge Runners',
      rating: 5,
      date: '2024-08-31',
      text: 'Two hundred runners, one route, no paint on the beeches. They came off again in an hour.',
    },
    {
      author: 'Wren Tully',
      rating: 3,
      date: '2024-06-15',
      text: 'Good arrows. A deer walked off with one, which I cannot blame on the maker.',
    },
  ],
  '16': [
    {
      author: 'Osgood Farm',
      rating: 5,
      date: '2024-07-28',
      text: 'Ours is a very small hill, and they took it very seriously.',
    },
  ],
  '17': [
    {
      author: 'Mirela Stanic',
      rating: 5,
      date: '2025-02-23',
      text: 'It lives in my coat. Four hours is indeed enough for most conversations.',
    },
    {
      author: 'Finn Oakes',
      rating: 4,
      date: '2024-12-27',
      text: 'A present for my father, who has unfolded it some forty times to show people.',
    },
  ],
  '19': [
    {
      author: 'Kilnhouse Cooperative',
      rating: 5,
      date: '2024-10-21',
      text: 'Nobody has walked into our flat by mistake since the sixth floor got its six.',
    },
  ],
  '20': [
    {
      author: 'Bertil Gray',
      rating: 5,
      date: '2024-03-30',
      text: 'I crossed under the first one as a boy. The light is exactly right.',
    },
  ],
};
