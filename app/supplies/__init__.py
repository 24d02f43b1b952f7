"""The cupboard 药具: what is there, what comes next, what runs low; all of it worked out from the movements.

``stock`` balances and which batch to take; ``notices`` what about an item wants a look; ``month`` an item's month:
its lines, its sums, the days without; ``usual`` the articles a village usually has.
"""
