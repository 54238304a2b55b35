/** The places of Studio: in the bar above on wide screens, at the bottom under the thumb on phones. */
import { NavLink } from 'react-router';
import { useMay } from '../session/rights.ts';
import { places } from './main-navigation.ts';
import './studio-nav.css';

export function StudioNav() {
  const may = useMay();
  return (
    <nav className="studio-nav" aria-label="Studio">
      {places
        .filter(({ right }) => right === undefined || may(right, { own: true }))
        .map(({ path, title, icon: Icon }) => (
          <NavLink key={path} to={path}>
            <Icon size={20} stroke={1.8} aria-hidden="true" />
            <span>{title}</span>
          </NavLink>
        ))}
    </nav>
  );
}
